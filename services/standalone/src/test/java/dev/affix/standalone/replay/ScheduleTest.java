package dev.affix.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final LabelDelays DELAYS = new LabelDelays(5, Duration.ofSeconds(3));
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void requestsLeaveAtFixedTimesAndLabelsADelayLater() {
        Schedule schedule = Schedule.of(List.of(), HUNDRED, 10, DELAYS);

        Map<Integer, Send> requests = byIndex(schedule, Send.Kind.REQUEST);
        Map<Integer, Send> labels = byIndex(schedule, Send.Kind.LABEL);
        assertThat(schedule.sends()).hasSize(200).isSortedAccordingTo((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
        for (int i = 0; i < 100; i++) {
            long at = i * 100_000_000L;
            assertThat(requests).containsEntry(i, new Send(at, Send.Kind.REQUEST, i));
            assertThat(labels).containsEntry(i, new Send(at + DELAYS.of(i).toNanos(), Send.Kind.LABEL, i));
        }
    }

    @Test
    void labelsComeOutOfOrder() {
        List<Integer> order = Schedule.of(List.of(), HUNDRED, 10, DELAYS).sends().stream()
                .filter(send -> send.kind() == Send.Kind.LABEL)
                .map(Send::index)
                .toList();

        long overtaken = IntStream.range(1, order.size())
                .filter(i -> order.get(i) < order.get(i - 1))
                .count();
        assertThat(overtaken).isGreaterThan(20);
    }

    @Test
    void theSameSeedGivesTheSameSchedule() {
        assertThat(Schedule.of(List.of(3), HUNDRED, 10, DELAYS))
                .isEqualTo(Schedule.of(List.of(3), HUNDRED, 10, DELAYS))
                .isNotEqualTo(Schedule.of(List.of(3), HUNDRED, 10, new LabelDelays(6, Duration.ofSeconds(3))));
    }

    @Test
    void labelsThatAnEarlierRunDidNotSendAreSent() {
        Schedule schedule = Schedule.of(List.of(4, 9), List.of(10), 10, DELAYS);

        assertThat(byIndex(schedule, Send.Kind.LABEL)).containsOnlyKeys(4, 9, 10);
        assertThat(byIndex(schedule, Send.Kind.REQUEST)).containsOnlyKeys(10);
        assertThat(schedule.nanos())
                .isEqualTo(
                        schedule.sends().stream().mapToLong(Send::atNanos).max().orElseThrow());
    }

    @Test
    void withoutALimitAllRequestsLeaveAtOnceAndBeforeTheirLabels() {
        Schedule schedule =
                Schedule.of(List.of(), HUNDRED, Double.POSITIVE_INFINITY, new LabelDelays(1, Duration.ZERO));

        assertThat(schedule.sends()).allMatch(send -> send.atNanos() == 0);
        assertThat(schedule.sends().get(0)).isEqualTo(new Send(0, Send.Kind.REQUEST, 0));
        assertThat(schedule.sends().get(1)).isEqualTo(new Send(0, Send.Kind.LABEL, 0));
    }

    @Test
    void aRateThatIsNotPositiveIsRefused() {
        assertThatThrownBy(() -> Schedule.of(List.of(), HUNDRED, 0, DELAYS)).hasMessageContaining("rate is 0.0");
        assertThatThrownBy(() -> Schedule.of(List.of(), HUNDRED, Double.NaN, DELAYS))
                .hasMessageContaining("rate");
    }

    @Test
    void delaysHaveTheirMeanAndABound() {
        double mean = IntStream.range(0, 20_000)
                .mapToLong(i -> DELAYS.of(i).toMillis())
                .peek(delay -> assertThat(delay).isBetween(0L, 15_000L))
                .average()
                .orElseThrow();

        // The cut at five means takes 0.7% off; the standard error of 20,000 delays is 0.7%.
        assertThat(mean).isCloseTo(2_980, within(80.0));
    }

    private static Map<Integer, Send> byIndex(Schedule schedule, Send.Kind kind) {
        return schedule.sends().stream()
                .filter(send -> send.kind() == kind)
                .collect(Collectors.toMap(Send::index, Function.identity()));
    }
}
