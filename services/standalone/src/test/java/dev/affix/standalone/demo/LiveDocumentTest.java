package dev.affix.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Json;
import dev.affix.standalone.audit.ArmTally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LiveDocumentTest {
    private static final TrainingProgress TRAINING =
            new TrainingProgress("two", null, 3, List.of(new TrainingProgress.Arm("linear-probe", 1024, 5, null)));

    private final LiveDocument live;

    LiveDocumentTest() throws Exception {
        live = Json.mapper().readValue(Samples.LIVE, LiveDocument.class);
    }

    @Test
    void theDocumentOfMetricsIsUnderstood() {
        assertThat(live.counts().pending()).isEqualTo(95);
        assertThat(live.arms())
                .containsExactly(
                        new LiveDocument.ArmState(
                                "linear-probe", 1100, 0.5, 2.25, 0.6, 500, 0.42, new LiveDocument.AdapterState(12)),
                        new LiveDocument.ArmState("no-share", 1100, null, null, null, 500, null, null));
        assertThat(live.pairs()).hasSize(1);
    }

    @Test
    void theComparisonIsCompleteWhenArmsAndPairsHaveSeenEveryExample() {
        assertThat(live.caughtUp(1090)).isTrue();
        assertThat(live.caughtUp(1091)).as("the pair has seen 1090").isFalse();
    }

    @Test
    void progressShowsEveryArmsRollingAccuracyAndNewestAdapter() {
        ProgressView view = new ProgressView(
                3000, 1200, 1105, 1100, 11.96, Duration.ofSeconds(100), Duration.ofSeconds(150), live, TRAINING);

        assertThat(view.lines())
                .containsExactly(
                        "1,200/3,000 sent, 1,105 answered, 1,100 scored, 95 labels awaited  12.0/s  1:40, about 2:30 left",
                        "  linear-probe   60.0%  adapter v12  learned from 1,024",
                        "  no-share           -  no adapter yet");
    }

    @Test
    void theReportTellsArmsPairsAndCounts() throws Exception {
        FinalReport report = new FinalReport(
                live,
                Json.mapper().readValue(Samples.CONTROL, LiveDocument.class),
                TRAINING,
                Map.of("linear-probe", 12, "no-share", 11),
                0.125,
                new TreeMap<>(Map.of("not-json", 2, "too-long", 1)),
                List.of(),
                3174L << 20,
                Duration.ofSeconds(301));

        assertThat(report.lines())
                .contains(
                        "arm           examples  accuracy  first 500  last 500  log-loss  versions  learned",
                        "linear-probe     1,100     50.0%      42.0%     60.0%     2.250        12    1,024",
                        "Always guessing the most frequent label would reach 12.5%.",
                        "linear-probe  no-share   -8.0  -12.0  -4.0         0.00      1.2e+06  no-share better",
                        "no-share is better than linear-probe by 4.0 to 12.0 points after 1,090 labels.",
                        "A/A control, same-1 against same-2 of one policy: false alarms 0 in 1,100 labels.")
                .anyMatch(line -> line.contains("1 predictions, 4 labels"))
                .anyMatch(line -> line.contains("not-json 2, too-long 1"))
                .anyMatch(line -> line.contains("3.1 GiB") && line.contains("5:01"));
    }

    @Test
    void metricsAndTheScoredRecordsMustAgree() {
        Map<String, ArmTally> same =
                Map.of("linear-probe", new ArmTally(1100, 550, 2475), "no-share", new ArmTally(1100, 1, 1));

        assertThat(CrossCheck.disagreements(live, same))
                .as("no-share has no accuracy yet in the document")
                .hasSize(2)
                .allMatch(sentence -> sentence.contains("no-share"));
        assertThat(CrossCheck.disagreements(live, Map.of("linear-probe", new ArmTally(1101, 550, 2475))))
                .anyMatch(sentence ->
                        sentence.contains("examples of linear-probe is 1100.0") && sentence.contains("say 1101.0"));
    }
}
