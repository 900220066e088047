package dev.affix.metrics.topology;

import static dev.affix.metrics.testing.Records.EXPERIMENT;
import static dev.affix.metrics.testing.Records.experiment;
import static dev.affix.metrics.testing.Records.generated;
import static dev.affix.metrics.testing.Records.generating;
import static dev.affix.metrics.testing.Records.prediction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.Experiment.Score;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Topics.Names;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.ArmScores;
import dev.affix.metrics.comparison.Segment;
import dev.affix.metrics.join.Counts.Kind;
import dev.affix.statistics.Comparison;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.Interval;
import dev.affix.statistics.SignTest;
import dev.affix.statistics.score.Bleu;
import dev.affix.statistics.score.TextScores;
import dev.affix.statistics.score.TextSums;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Arms that generate texts: joined with references, scored, compared. */
class GenerationFlowTest {
    private static final List<String> WORDS = List.of("once", "there", "was", "a", "little", "dog", "who", "ran");

    /** What two arms said to one request, and what they should have. */
    private record Example(String a, String b, String reference) {
        String of(String arm) {
            return arm.equals("a") ? a : b;
        }
    }

    /** Arm a mostly knows the reference's beginning, arm b less of it. */
    private static List<Example> examples(int count) {
        Random random = new Random(9);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<String> reference =
                    random.ints(8, 0, WORDS.size()).mapToObj(WORDS::get).toList();
            examples.add(new Example(
                    said(reference, 3 + random.nextInt(6), random),
                    random.nextInt(9) == 0 ? "" : said(reference, random.nextInt(6), random),
                    String.join(" ", reference)));
        }
        return examples;
    }

    private static String said(List<String> reference, int known, Random random) {
        List<String> words = new ArrayList<>(reference.subList(0, known));
        while (words.size() < reference.size()) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", words);
    }

    private static void play(Loop loop, List<Example> examples) {
        for (int i = 0; i < examples.size(); i++) {
            loop.predict(
                    generated(
                            "r" + i,
                            EXPERIMENT,
                            new TreeMap<>(Map.of("a", examples.get(i).a, "b", examples.get(i).b)),
                            Map.of("language", i % 3 == 0 ? "de" : "en")),
                    i);
        }
        // Late, and in another order.
        for (int i = examples.size() - 1; i >= 0; i--) {
            loop.label("r" + i, examples.get(i).reference, 1_000 + examples.size() - i);
        }
    }

    @Test
    void scoresAreThoseOfEachTextAgainstItsReference() {
        List<Example> examples = examples(60);
        try (Loop loop = new Loop().with(generating(EXPERIMENT, Mode.PAIRED, Score.CHRF, "a", "b"))) {
            play(loop, examples);
            for (String arm : List.of("a", "b")) {
                Bleu corpus = Bleu.NONE;
                double rougeL = 0;
                double chrf = 0;
                int exact = 0;
                for (Example example : examples) {
                    List<String> words = TextScores.words(example.of(arm));
                    List<String> reference = TextScores.words(example.reference);
                    corpus = corpus.plus(words, List.of(reference));
                    rougeL += TextScores.rougeL(words, reference) / examples.size();
                    chrf += TextScores.chrF(example.of(arm), example.reference) / examples.size();
                    exact += words.equals(reference) ? 1 : 0;
                }
                ArmScores scores = loop.detail(arm);
                TextSums all =
                        new TextSums(Objects.requireNonNull(scores.texts()).sinceStart());
                assertThat(all.weight()).isEqualTo(60);
                assertThat(all.bleu()).isPositive().isCloseTo(corpus.score(), within(1e-12));
                assertThat(all.rougeL()).isCloseTo(rougeL, within(1e-12));
                assertThat(all.chrf()).isCloseTo(chrf, within(1e-12));
                assertThat(all.exactMatch()).isCloseTo(exact / 60.0, within(1e-12));
                assertThat(scores.texts().window())
                        .as("fewer than a window has")
                        .isEqualTo(all.state());
                assertThat(scores.complete()).isTrue();
                assertThat(scores.costs().answers()).isEqualTo(60);
                assertThat(scores.segments().values())
                        .extracting(Segment::value, Segment::examples)
                        .containsExactly(tuple("de", 20L), tuple("en", 40L));
                assertThat(scores.segments().values().stream()
                                .mapToDouble(Segment::chrfSum)
                                .sum())
                        .isCloseTo(60 * chrf, within(1e-9));
                assertThat(loop.curve(arm).column(0).get(59)).isCloseTo(chrf, within(1e-12));
            }
        }
    }

    @Test
    void armsAreComparedByThePrimaryScore() {
        List<Example> examples = examples(150);
        DifferenceSums sums = DifferenceSums.NONE;
        int winsA = 0;
        int winsB = 0;
        for (Example example : examples) {
            double a = TextScores.chrF(example.a, example.reference);
            double b = TextScores.chrF(example.b, example.reference);
            sums = sums.plus(Comparison.difference(a, b));
            winsA += a > b ? 1 : 0;
            winsB += b > a ? 1 : 0;
        }
        try (Loop loop = new Loop().with(generating(EXPERIMENT, Mode.PAIRED, Score.CHRF, "a", "b"))) {
            play(loop, examples);
            assertThat(Objects.requireNonNull(loop.scoreboard().pairs().get("a:b"))
                            .total())
                    .isEqualTo(sums);
            assertThat(Objects.requireNonNull(loop.scoreboard().pairs().get("a:b"))
                            .signs())
                    .isEqualTo(new SignTest(winsA, winsB));
            List<Verdict> verdicts = loop.verdicts();
            assertThat(verdicts).isNotEmpty();
            Verdict verdict = verdicts.get(verdicts.size() - 1);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.A_BETTER);
            assertThat(verdict.score()).isEqualTo(Score.CHRF);
            Interval interval = new Comparison(0.05, 0.01).interval(sums);
            assertThat(interval.lower()).isPositive();
        }
    }

    @Test
    void anExampleCarriesTheTextsWithTheirScores() {
        try (Loop loop = new Loop().with(generating(EXPERIMENT, Mode.PAIRED, Score.ROUGE_L, "a", "b"))) {
            loop.label("r", "there was a dog", 0);
            loop.predict(
                    generated("r", EXPERIMENT, new TreeMap<>(Map.of("a", " there was  a dog\n", "b", "")), Map.of()),
                    1);
            List<ScoredExample> scored = loop.scored();
            assertThat(scored).hasSize(1);
            assertThat(scored.get(0).label()).isEqualTo("there was a dog");
            ArmScore a = scored.get(0).scores().get(0);
            ArmScore b = scored.get(0).scores().get(1);
            assertThat(a.predicted()).isEqualTo(" there was  a dog\n");
            assertThat(a.correct()).as("the same words").isTrue();
            assertThat(a.logLoss()).isNull();
            assertThat(Objects.requireNonNull(a.textScore()).rougeL()).isEqualTo(1);
            assertThat(a.textScore().matches()).containsExactly(4, 3, 2, 1);
            assertThat(b.correct()).isFalse();
            assertThat(Objects.requireNonNull(b.textScore()).chrf()).isZero();
        }
    }

    @Test
    void aReferenceMayComeTwiceLateOrContradictAnother() {
        String reference = "a reference that is longer than labels are ".repeat(10);
        try (Loop loop = new Loop().with(generating(EXPERIMENT, Mode.PAIRED, Score.CHRF, "a", "b"))) {
            loop.predict(generated("r", EXPERIMENT, Map.of("a", "x", "b", "y"), Map.of()), 0);
            loop.label("r", reference, 1);
            loop.label("r", reference, 2);
            loop.label("r", "another " + reference, 3);
            assertThat(loop.scored()).hasSize(1);
            assertThat(loop.counts().of(Kind.DUPLICATE_LABELS)).isEqualTo(1);
            assertThat(loop.refused(Names.LABELS)).containsExactly("conflicting-label");
        }
    }

    /** JSON can escape it, UTF-8 cannot carry it: what the join stores of such a reference would be another one. */
    @Test
    void aReferenceWithHalfACharacterIsADeadLetterAndTheNextOneIsTaken() {
        try (Loop loop = new Loop().with(generating(EXPERIMENT, Mode.PAIRED, Score.CHRF, "a", "b"))) {
            loop.predict(generated("r", EXPERIMENT, Map.of("a", "x", "b", "y"), Map.of()), 0);
            byte[] half = "{\"requestId\":\"r\",\"label\":\"a dog \\ud83d ran\"}".getBytes(StandardCharsets.UTF_8);
            loop.send(Names.LABELS, "r", half, 1);
            loop.label("r", "a dog \ud83d\udc36 ran", 2);
            assertThat(loop.refused(Names.LABELS)).containsExactly("invalid-value");
            assertThat(loop.scored()).extracting(ScoredExample::label).containsExactly("a dog \ud83d\udc36 ran");
        }
    }

    @Test
    void answersOfTheOtherKindAreRefused() {
        try (Loop loop = new Loop().with(generating(EXPERIMENT, Mode.PAIRED, Score.CHRF, "a", "b"))) {
            loop.predict(prediction("r1", Map.of("a", "x", "b", "y")), 0);
            assertThat(loop.refused(Names.PREDICTIONS)).containsExactly("invalid-value");
        }
        try (Loop loop = new Loop().with(experiment("a", "b"))) {
            loop.predict(generated("r2", EXPERIMENT, Map.of("a", "x", "b", "y"), Map.of()), 0);
            assertThat(loop.refused(Names.PREDICTIONS)).containsExactly("invalid-value");
            assertThat(loop.counts(EXPERIMENT).of(Kind.PREDICTIONS)).isZero();
        }
    }
}
