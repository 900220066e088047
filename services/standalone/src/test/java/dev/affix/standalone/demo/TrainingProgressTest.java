package dev.affix.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    @Test
    void whatTrainingWritesIsUnderstood() throws Exception {
        TrainingProgress progress = Json.mapper().readValue("""
                {"name":"two","status":"running","unread":7,
                 "arms":[{"arm":"no-share","variant":"no-share","examples":96,"steps":6,"loss":3.1,"digest":"d","waiting":4},
                         {"arm":"deep-share","variant":"deep-share","examples":96,"steps":6,"waiting":4,
                          "failure":"the loss is not finite"}]}
                """, TrainingProgress.class);

        assertThat(progress.unread()).isEqualTo(7);
        assertThat(progress.examples("no-share")).hasValue(96);
        assertThat(progress.examples("other")).isEmpty();
        assertThat(progress.failures()).containsExactly("deep-share: the loss is not finite");
    }

    @Test
    void lessThanABatchIsDone() {
        assertThat(progress(0, 15).done(16)).isTrue();
        assertThat(progress(0, 16).done(16)).isFalse();
        assertThat(progress(1, 3).done(16)).isFalse();
    }

    private static TrainingProgress progress(long unread, long waiting) {
        return new TrainingProgress(
                "two", null, unread, List.of(new TrainingProgress.Arm("no-share", 96, waiting, null)));
    }
}
