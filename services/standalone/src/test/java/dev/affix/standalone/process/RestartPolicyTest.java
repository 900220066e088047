package dev.affix.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private final RestartPolicy policy = RestartPolicy.DEFAULT;

    @Test
    void theFifthQuickFailureInARowIsFinal() {
        int failures = 0;
        for (int i = 0; i < 4; i++) {
            failures = policy.quickFailures(failures, Duration.ofSeconds(2));
            assertThat(policy.isFinal(failures)).isFalse();
        }
        assertThat(policy.isFinal(policy.quickFailures(failures, Duration.ofSeconds(2))))
                .isTrue();
    }

    @Test
    void aLongLifeForgivesEarlierFailures() {
        assertThat(policy.quickFailures(4, Duration.ofMinutes(1))).isEqualTo(1);
    }

    @Test
    void pausesDoubleUpToALimit() {
        assertThat(policy.pause(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(policy.pause(2)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.pause(4)).isEqualTo(Duration.ofSeconds(4));
        assertThat(policy.pause(50)).isEqualTo(Duration.ofSeconds(8));
    }
}
