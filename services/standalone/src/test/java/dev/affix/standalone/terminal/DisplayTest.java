package dev.affix.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DisplayTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void onATerminalTheStatusIsDrawnOverAndLinesStayAboveIt() {
        Display display = new TerminalDisplay(out, 20);
        display.status(List.of("one", "two"));
        bytes.reset();

        display.line("news");

        assertThat(written())
                .isEqualTo(
                        "\u001b[1A\u001b[2K\u001b[1A\u001b[2K\rnews\none\ntwo\n".replace("\n", System.lineSeparator()));
    }

    @Test
    void aTerminalLineIsCutWhereItWouldWrap() {
        new TerminalDisplay(out, 10).status(List.of("0123456789abc"));

        assertThat(written()).isEqualTo("012345678" + System.lineSeparator());
    }

    @Test
    void inALogTheStatusIsOneLineFromTimeToTime() {
        AtomicLong clock = new AtomicLong();
        Display display = new PlainDisplay(out, clock::get);

        display.status(List.of("a   1", "  b 2"));
        clock.addAndGet(TimeUnit.SECONDS.toNanos(11));
        display.status(List.of("a   3", "  b 4"));
        display.status(List.of("a   5", "  b 6"));

        assertThat(written()).isEqualTo("a 3  |  b 4" + System.lineSeparator());
    }

    @Test
    void aMutedDisplayStaysSilent() {
        for (Display display : List.of(new PlainDisplay(out, System::nanoTime), new TerminalDisplay(out, 80))) {
            display.mute();
            bytes.reset();
            display.line("late");
            display.status(List.of("late"));
            assertThat(written()).isEmpty();
        }
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
