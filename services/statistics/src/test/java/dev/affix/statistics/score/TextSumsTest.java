package dev.affix.statistics.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums of texts' scores are those of the texts one by one, and of BLEU's own sums. */
class TextSumsTest {
    private static final List<String> WORDS = List.of("the", "cat", "sat", "on", "a", "mat", "today");

    private record Pair(String text, String reference) {}

    private static List<Pair> pairs(int count) {
        Random random = new Random(5);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String reference = sentence(random, 4 + random.nextInt(8));
            pairs.add(new Pair(
                    switch (random.nextInt(4)) {
                        case 0 -> reference;
                        case 1 -> sentence(random, random.nextInt(9));
                        default -> reference + " " + sentence(random, 2);
                    },
                    reference));
        }
        return pairs;
    }

    private static String sentence(Random random, int words) {
        StringBuilder sentence = new StringBuilder();
        for (int i = 0; i < words; i++) {
            sentence.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return sentence.toString();
    }

    @Test
    void cumulativeScoresAreTheMeansAndBleuThatOfTheCorpus() {
        TextSums sums = new TextSums(1);
        Bleu corpus = Bleu.NONE;
        double rougeL = 0;
        double chrf = 0;
        int exact = 0;
        List<Pair> pairs = pairs(200);
        for (Pair pair : pairs) {
            sums.add(ScoredText.of(pair.text, pair.reference));
            List<String> words = TextScores.words(pair.text);
            List<String> wanted = TextScores.words(pair.reference);
            corpus = corpus.plus(words, List.of(wanted));
            rougeL += TextScores.rougeL(words, wanted);
            chrf += TextScores.chrF(pair.text, pair.reference);
            exact += words.equals(wanted) ? 1 : 0;
        }
        assertThat(exact).isBetween(20, 180);
        assertThat(sums.weight()).isEqualTo(200);
        assertThat(sums.exactMatch()).isCloseTo(exact / 200.0, within(1e-12));
        assertThat(sums.rougeL()).isCloseTo(rougeL / 200, within(1e-12));
        assertThat(sums.chrf()).isCloseTo(chrf / 200, within(1e-12));
        assertThat(sums.bleu()).isStrictlyBetween(0.1, 1.0).isCloseTo(corpus.score(), within(1e-12));
    }

    @Test
    void fadedScoresWeighEachTextByItsAge() {
        double fading = 0.9;
        TextSums sums = new TextSums(fading);
        List<Pair> pairs = pairs(50);
        pairs.forEach(pair -> sums.add(ScoredText.of(pair.text, pair.reference)));
        double weights = 0;
        double chrf = 0;
        double[] matches = new double[4];
        double[] totals = new double[4];
        double words = 0;
        double wanted = 0;
        for (int i = 0; i < pairs.size(); i++) {
            double weight = Math.pow(fading, pairs.size() - 1 - i);
            List<String> text = TextScores.words(pairs.get(i).text);
            List<String> reference = TextScores.words(pairs.get(i).reference);
            Bleu one = Bleu.NONE.plus(text, List.of(reference));
            weights += weight;
            chrf += weight * TextScores.chrF(pairs.get(i).text, pairs.get(i).reference);
            for (int n = 0; n < 4; n++) {
                matches[n] += weight * one.matches().get(n);
                totals[n] += weight * one.totals().get(n);
            }
            words += weight * text.size();
            wanted += weight * reference.size();
        }
        double bleu = Math.min(1, Math.exp(1 - wanted / words));
        for (int n = 0; n < 4; n++) {
            bleu *= Math.pow(matches[n] / totals[n], 0.25);
        }
        assertThat(sums.weight()).isCloseTo(weights, within(1e-12));
        assertThat(sums.chrf()).isCloseTo(chrf / weights, within(1e-12));
        assertThat(sums.bleu()).isStrictlyBetween(0.1, 1.0).isCloseTo(bleu, within(1e-12));
    }

    @Test
    void savedSumsGoOnAsIfTheyHadNeverBeenSaved() {
        TextSums one = new TextSums(0.99);
        TextSums two = new TextSums(0.99);
        for (Pair pair : pairs(40)) {
            ScoredText text = ScoredText.of(pair.text, pair.reference);
            one.add(text);
            two.add(text);
            DoubleBuffer saved = DoubleBuffer.allocate(TextSums.SIZE);
            two.save(saved);
            two = new TextSums(TextSums.load(0.99, saved.flip()).state());
        }
        assertThat(two.state()).isEqualTo(one.state());
    }

    @Test
    void anEmptyTextScoresNothingAndNothingIsNaN() {
        TextSums sums = new TextSums(1);
        sums.add(ScoredText.of(" ", "a reference"));
        assertThat(List.of(sums.exactMatch(), sums.rougeL(), sums.chrf(), sums.bleu()))
                .containsOnly(0.0);
        assertThat(ScoredText.of(" a  b ", "a b").exact()).isTrue();
        assertThatThrownBy(() -> new TextSums(0)).hasMessageContaining("fading");
    }
}
