package dev.affix.standalone.demo;

import dev.affix.datasets.Dataset;
import dev.affix.datasets.LabelledText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings, data and documents for the tests of this package. */
final class Samples {
    static final Dataset TWO_TEXTS =
            new Dataset("two", List.of(new LabelledText("b", "y"), new LabelledText("a", "x")), List.of());

    static final DemoSettings SETTINGS = new DemoSettings(
            10,
            5,
            List.of(ArmPreset.LINEAR_PROBE, ArmPreset.NO_SHARE),
            7,
            Duration.ofSeconds(1),
            2,
            100,
            false,
            Path.of("data"));

    /** As metrics writes it, with fields that the launcher does not read. */
    static final String LIVE = """
            {"experiment":"two","task":"two","status":"running","alpha":0.05,"margin":0.01,"primaryScore":"accuracy",
             "asOf":"2026-11-23T15:00:00Z",
             "counts":{"predictions":1200,"scored":1100,"pending":95,"late":3,"unlabelled":2,"duplicatePredictions":1,
                       "duplicateLabels":4,"deadLetters":5},
             "arms":[{"arm":"linear-probe","variant":"linear-probe","examples":1100,"accuracy":0.5,"logLoss":2.25,
                      "rollingAccuracy":0.6,"rollingWindow":500,"firstWindowAccuracy":0.42,
                      "adapter":{"digest":"d","version":12,"examples":1000,"publishedAt":"2026-11-23T15:00:00Z"},
                      "curve":{"examples":[10],"accuracy":[0.1],"rolling":[0.1]},"versions":[]},
                     {"arm":"no-share","variant":"no-share","examples":1100,"rollingWindow":500}],
             "pairs":[{"armA":"linear-probe","armB":"no-share","n":1090,"difference":-0.08,"lower":-0.12,"upper":-0.04,
                       "eValueA":0.0,"eValueB":1234567.5,"verdict":"B better",
                       "sentence":"no-share is better than linear-probe by 4.0 to 12.0 points after 1,090 labels","curve":{},"watermark":[]}]}
            """;

    /** The same of an A/A control. */
    static final String CONTROL = """
            {"counts":{"predictions":9,"scored":9,"pending":0,"late":0,"unlabelled":0,"duplicatePredictions":0,
                       "duplicateLabels":0,"deadLetters":0},
             "arms":[],"pairs":[{"armA":"same-1","armB":"same-2","n":1100,"verdict":"undecided","falseAlarms":0}]}
            """;

    private Samples() {}
}
