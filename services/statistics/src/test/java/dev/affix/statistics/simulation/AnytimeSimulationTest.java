package dev.affix.statistics.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the proof; {@link AnytimeSimulation#main} is the long one. */
class AnytimeSimulationTest {
    private static final int STREAMS = 300;
    private static final double ALPHA = 0.05;
    private static final double ALLOWED = ALPHA + 3.1 * Math.sqrt(ALPHA * (1 - ALPHA) / STREAMS);

    @Test
    void theReportShowsThatTheSequencesKeepTheirLevelAndTheFixedTestsDoNot(@TempDir Path directory) throws IOException {
        List<String> told = new ArrayList<>();
        List<Row> rows = AnytimeSimulation.write(new Options(STREAMS, 1_000, ALPHA, 1, 2), directory, told::add);
        int kept = 0;
        int broken = 0;
        for (Row row : rows) {
            boolean naive =
                    row.method().contains("looking every time") || row.method().contains("standard errors");
            if (row.measure().startsWith("ever") && naive) {
                broken += row.value() > 2 * ALPHA ? 1 : 0;
            } else if (promised(row)) {
                assertThat(row.value()).as("%s", row).isLessThanOrEqualTo(ALLOWED);
                kept++;
            }
        }
        assertThat(kept).isGreaterThan(20);
        assertThat(broken).isGreaterThan(6);
        assertThat(told).contains("coverage: sinusoidal").doesNotHaveDuplicates();
        assertThat(Files.readAllLines(directory.resolve("results.csv"))).hasSize(rows.size() + 1);
        assertThat(Files.readString(directory.resolve("report.html")))
                .contains("<svg", "False alarms", "</html>")
                .doesNotContain("http", "<script");
        assertThat(Files.readString(directory.resolve("results.json"))).contains("\"seed\" : 1");
    }

    /** Betting does not promise the running mean. */
    private static boolean promised(Row row) {
        return row.measure().startsWith("ever")
                && !(row.method().equals(Judges.BETTING) && row.measure().contains("running mean"));
    }

    @Test
    void theNumbersDependOnTheSeedAndNotOnTheThreads() {
        Options one = new Options(40, 200, ALPHA, 7, 1);
        Options three = new Options(40, 200, ALPHA, 7, 3);
        assertThat(AnytimeSimulation.run(three, scenario -> {})).isEqualTo(AnytimeSimulation.run(one, scenario -> {}));
        assertThat(AnytimeSimulation.run(new Options(40, 200, ALPHA, 8, 1), scenario -> {}))
                .isNotEqualTo(AnytimeSimulation.run(one, scenario -> {}));
    }

    @Test
    void theNormalQuantilesAreThoseOfTheTables() {
        assertThat(Normal.upper(0.025)).isCloseTo(1.959963984540054, within(1e-12));
        assertThat(Normal.upper(0.1)).isCloseTo(1.2815515655446004, within(1e-12));
        assertThat(Normal.upper(0.0005)).isCloseTo(3.290526731491926, within(1e-10));
        assertThat(Normal.tail(3.0000001)).isCloseTo(Normal.tail(2.9999999), within(1e-8));
    }
}
