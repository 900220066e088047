package dev.affix.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
    /** Time that passes only when someone waits, and by a slow sink. */
    private static final class FakeTimer implements Timer {
        private long now = 1_000;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void awaitNanos(long nanos) {
            now = Math.max(now, nanos);
        }
    }

    private final FakeTimer timer = new FakeTimer();
    private final List<String> sent = new ArrayList<>();

    @Test
    void everythingIsSentAtItsTime() throws InterruptedException {
        Schedule schedule = new Schedule(List.of(
                new Send(0, Send.Kind.REQUEST, 7),
                new Send(50, Send.Kind.REQUEST, 8),
                new Send(60, Send.Kind.LABEL, 7)));
        Replay replay = new Replay(schedule, sink(0), timer);

        replay.run();

        assertThat(sent).containsExactly("request 7 at 0", "request 8 at 50", "label 7 at 60");
        assertThat(replay.requests()).isEqualTo(2);
        assertThat(replay.labels()).isEqualTo(1);
    }

    @Test
    void aSlowSinkDelaysOnlyWhatIsLateAlready() throws InterruptedException {
        Schedule schedule =
                Schedule.of(List.of(), List.of(0, 1, 2), 1e9 / 100, new LabelDelays(1, Duration.ofNanos(0)));

        new Replay(schedule, sink(70), timer).run();

        assertThat(sent)
                .containsExactly(
                        "request 0 at 0",
                        "label 0 at 70",
                        "request 1 at 140",
                        "label 1 at 210",
                        "request 2 at 280",
                        "label 2 at 350");
    }

    private Sink sink(long slowness) {
        return new Sink() {
            @Override
            public void request(int index) {
                note("request " + index);
            }

            @Override
            public void label(int index) {
                note("label " + index);
            }

            private void note(String what) {
                sent.add(what + " at " + (timer.now - 1_000));
                timer.now += slowness;
            }
        };
    }
}
