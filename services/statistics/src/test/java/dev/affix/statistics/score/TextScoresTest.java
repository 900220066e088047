package dev.affix.statistics.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextScoresTest {
    private static final List<String> GUIDE = TextScores.words(
            "It is a guide to action which ensures that the military always obeys the commands of the party");
    private static final List<List<String>> GUIDES = List.of(
            TextScores.words("It is a guide to action that ensures that the military will forever heed Party commands"),
            TextScores.words("It is the guiding principle which guarantees the military forces always being under the"
                    + " command of the Party"),
            TextScores.words("It is the practical guide for the army always to heed the directions of the party"));

    /** Papineni et al. 2002, examples 1 and 2; the BLEU of example 1 as published in NLTK's documentation. */
    @Test
    void bleuIsThePublishedOne() {
        Bleu bleu = Bleu.NONE.plus(GUIDE, GUIDES);
        assertThat(bleu.precision(1)).isEqualTo(17.0 / 18);
        assertThat(bleu.precision(2)).isEqualTo(10.0 / 17);
        assertThat(bleu.score()).isCloseTo(0.5045666840058485, within(1e-12));
        Bleu the = Bleu.NONE.plus(
                TextScores.words("the the the the the the the"),
                List.of(TextScores.words("the cat is on the mat"), TextScores.words("there is a cat on the mat")));
        assertThat(the.precision(1)).isEqualTo(2.0 / 7);
        assertThat(the.score()).isZero();
    }

    /** The two-sentence corpus of NLTK's documentation of corpus_bleu: 0.5920…. */
    @Test
    void bleuOfACorpusIsOfItsSumsNotTheMeanOfItsSentences() {
        List<String> second = TextScores.words("he read the book because he was interested in world history");
        List<List<String>> references =
                List.of(TextScores.words("he was interested in world history because he read the book"));
        Bleu corpus = Bleu.NONE.plus(GUIDE, GUIDES).plus(second, references);
        assertThat(corpus.score()).isCloseTo(0.5920778868801042, within(1e-12));
    }

    @Test
    void aShortCandidateIsPenalised() {
        List<String> reference = TextScores.words("a b c d e f g h");
        Bleu half = Bleu.NONE.plus(reference.subList(0, 4), List.of(reference));
        assertThat(half.score()).isCloseTo(Math.exp(1 - 8.0 / 4), within(1e-12));
        // Of several references the nearest length counts.
        List<String> candidate = TextScores.words("a b c d e");
        List<List<String>> references = List.of(reference, TextScores.words("a b c d e f"));
        assertThat(Bleu.NONE.plus(candidate, references).score()).isCloseTo(Math.exp(1 - 6.0 / 5), within(1e-12));
        assertThat(Bleu.NONE.score()).isZero();
        assertThatThrownBy(() -> Bleu.NONE.plus(reference, List.of())).hasMessageContaining("reference");
    }

    /** Lin 2004, section 3.1: S2 and S3 against S1. */
    @Test
    void rougeLIsThePublishedOne() {
        List<String> reference = TextScores.words("police killed the gunman");
        assertThat(TextScores.rougeL(TextScores.words("police kill the gunman"), reference))
                .isEqualTo(0.75);
        assertThat(TextScores.rougeL(TextScores.words("the gunman kill police"), reference))
                .isEqualTo(0.5);
        assertThat(TextScores.rougeL(TextScores.words("the gunman police killed"), reference))
                .isEqualTo(0.5);
        assertThat(TextScores.rougeL(List.of(), reference)).isZero();
        assertThat(TextScores.rougeL(reference.subList(0, 2), reference)).isCloseTo(2 * 0.5 / 1.5, within(1e-15));
    }

    /** The values that sacreBLEU's own tests expect, with β = 3. */
    @Test
    void chrFIsThatOfSacreBleu() {
        assertThat(TextScores.chrF(
                        " Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ",
                        "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich.",
                        3))
                .isCloseTo(0.6413026983156146, within(1e-12));
        assertThat(TextScores.chrF(
                        " risk assessment must be made of those who are qualified and expertise in the sector - these are"
                                + " the scientists .",
                        "risk assessment has to be undertaken by those who are qualified and expert in that area - that"
                                + " is the scientists .",
                        3))
                .isCloseTo(0.6336173030321477, within(1e-12));
        assertThat(TextScores.chrF("aa", "ab", 3)).isEqualTo(0.25);
    }

    /** By hand, for "abc" and "abd e": n = 1: 2 of 3, 2 of 4; n = 2: 1 of 2, 1 of 3; n = 3: none. */
    @Test
    void chrFIsTheOneWorkedOutByHand() {
        double precision = (2.0 / 3 + 1.0 / 2) / 3;
        double recall = (2.0 / 4 + 1.0 / 3) / 3;
        assertThat(TextScores.chrF("abc", "abd e"))
                .isCloseTo(5 * precision * recall / (4 * precision + recall), within(1e-15));
        assertThat(TextScores.chrF("same text", "same  text")).isEqualTo(1);
        assertThat(TextScores.chrF("abc", "xyz")).isZero();
        assertThat(TextScores.chrF("", "")).isEqualTo(1);
        assertThat(TextScores.chrF("", "x")).isZero();
        // Repeated n-grams match as often as the reference has them: 1 of 3 and 1 of 1.
        assertThat(TextScores.chrF("aaa", "a")).isCloseTo(5 * (1.0 / 3) / (4.0 / 3 + 1), within(1e-15));
    }
}
