package dev.affix.lab.texts;

import dev.affix.statistics.score.TextScores;
import java.util.Locale;
import java.util.stream.Stream;

/** A score of one text, in [0, 1]. BLEU is none: it is one of a whole corpus. */
enum TextScore {
    /** 1 if the words are the same, else 0. */
    EXACT_MATCH {
        @Override
        double of(String text, String reference) {
            return TextScores.words(text).equals(TextScores.words(reference)) ? 1 : 0;
        }
    },
    ROUGE_L {
        @Override
        double of(String text, String reference) {
            return TextScores.rougeL(TextScores.words(text), TextScores.words(reference));
        }
    },
    CHRF {
        @Override
        double of(String text, String reference) {
            return TextScores.chrF(text, reference);
        }
    };

    abstract double of(String text, String reference);

    /** Returns the name that the command line knows. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static TextScore named(String name) {
        return Stream.of(values())
                .filter(score -> score.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--score is '" + name + "'; it must be one of "
                        + String.join(
                                ", ",
                                Stream.of(values()).map(TextScore::toString).toList())
                        + " (BLEU is a score of a whole corpus and compares no pairs)"));
    }
}
