package dev.affix.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void sendTimesAreFixedInAdvanceAndEvenlySpaced() {
        Schedule schedule = Schedule.of(40, Duration.ofSeconds(10), Duration.ofSeconds(2));
        assertThat(schedule.total()).isEqualTo(480);
        assertThat(schedule.intendedNanos(0)).isZero();
        assertThat(schedule.intendedNanos(40)).isEqualTo(1_000_000_000L);
        assertThat(schedule.intendedNanos(479)).isEqualTo(11_975_000_000L);
        assertThat(schedule.measured(79)).isFalse();
        assertThat(schedule.measured(80)).isTrue();
    }

    @Test
    void aRateThatSendsNothingIsRefused() {
        assertThatThrownBy(() -> new Schedule(0, 10, 0)).hasMessageContaining("must be positive");
        assertThatThrownBy(() -> new Schedule(1, 0, 0)).hasMessageContaining("nothing to send");
    }
}
