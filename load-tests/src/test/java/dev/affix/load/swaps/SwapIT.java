package dev.affix.load.swaps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged registry and two packaged replicas, on a real broker and database. */
class SwapIT {
    @Test
    void thirtySwapsUnderLoadLoseNothingRepeatNothingAndAreReadByTheNextRequest(@TempDir Path directory)
            throws Exception {
        SwapReport report = new SwapRun(Path.of("..").toAbsolutePath().normalize(), directory, 2, 30, 20, 0)
                .run(List.of("a small furry animal", "the act of moving", "quickly and with some effort"), done -> {});
        assertThat(report.problems()).isEmpty();
        assertThat(report.requests()).isGreaterThan(30);
        assertThat(report.findings().versions()).isGreaterThan(30);
    }
}
