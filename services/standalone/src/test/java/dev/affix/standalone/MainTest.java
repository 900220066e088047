package dev.affix.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final PrintStream outBefore = System.out;
    private final PrintStream errBefore = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setOut(outBefore);
        System.setErr(errBefore);
    }

    @Test
    void helpNamesEveryOptionAndItsDefault() {
        assertThat(Main.execute("demo", "--help")).isZero();
        assertThat(text(out))
                .contains("--dataset", "--events", "3000", "--rate", "--variants", "separate-mlp", "--seed")
                .contains("--label-delay", "3s", "--publish-every", "--partitions", "--data-dir", "--keep")
                .contains("Exit codes");
    }

    @ParameterizedTest
    @CsvSource({
        "--variants,no-share;nonsense,nonsense",
        "--variants,no-share;no-share,twice",
        "--rate,-1,requests per second",
        "--rate,fast,requests per second",
        "--label-delay,soon,500ms",
        "--events,0,from 1 to",
        "--events,many,many",
        "--partitions,0,from 1 to 64",
        "--dataset,no-such.csv,no-such.csv is not a file",
        "--surprise,1,--surprise"
    })
    void wrongOptionsAreRefusedBeforeAnythingStarts(String option, String value, String said) {
        assertThat(Main.execute("demo", option, value.replace(';', ','))).isEqualTo(ExitCodes.USAGE);
        assertThat(text(err)).contains(said);
    }

    @Test
    void aDirectoryThatHoldsNoDemoCannotBeVerified(@TempDir Path folder) throws Exception {
        assertThat(Main.execute("verify-run", "--data-dir", folder.toString())).isEqualTo(ExitCodes.USAGE);
        assertThat(text(err)).contains(folder.toString()).contains("--data-dir");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aCommandMustBeNamed() {
        assertThat(Main.execute()).isEqualTo(ExitCodes.USAGE);
        assertThat(text(err)).contains("demo", "verify-run");
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
