package dev.affix.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void aStallCountsAgainstEveryRequestThatShouldHaveBeenSentMeanwhile() {
        // 10 requests a second; the server is stuck for 10 s and answers everything at once.
        Schedule schedule = new Schedule(10, 100, 0);
        Recorder recorder = new Recorder(schedule);
        for (int i = 0; i < 100; i++) {
            recorder.sent(i, schedule.intendedNanos(i));
            recorder.answered(i, 10 * SECOND);
        }
        Report report = recorder.report();
        // The latencies are 0.1, 0.2, ..., 10 s: their median is 5 s, not 0.
        assertThat(report.latency().getValueAtPercentile(50) / 1e6).isBetween(4.95, 5.05);
        assertThat(report.latency().getMaxValue() / 1e6).isBetween(9.99, 10.01);
        assertThat(report.throughput()).isBetween(9.9, 10.1);
        assertThat(report.unanswered()).isZero();
    }

    @Test
    void warmUpIsSentButNotMeasured() {
        Recorder recorder = new Recorder(new Schedule(1, 1, 1));
        recorder.answered(0, 9 * SECOND);
        recorder.answered(1, SECOND + SECOND / 1000);
        assertThat(recorder.report().answered()).isEqualTo(1);
        assertThat(recorder.report().latency().getMaxValue() / 1000).isEqualTo(1);
        assertThat(recorder.complete()).isTrue();
    }

    @Test
    void missingAndRepeatedAnswersAreCounted() {
        Recorder recorder = new Recorder(new Schedule(1, 3, 0));
        recorder.answered(0, 1);
        recorder.answered(0, 2);
        Report report = recorder.report();
        assertThat(report.unanswered()).isEqualTo(2);
        assertThat(report.duplicates()).isEqualTo(1);
        assertThat(recorder.complete()).isFalse();
    }

    @Test
    void theGeneratorsOwnDelayIsReportedApart() {
        Recorder recorder = new Recorder(new Schedule(1, 1, 0));
        recorder.sent(0, 3_000_000);
        recorder.answered(0, 5_000_000);
        assertThat(recorder.report().markdown())
                .contains("| answer received | 5.0")
                .contains("| generator's own delay | 3.0");
    }
}
