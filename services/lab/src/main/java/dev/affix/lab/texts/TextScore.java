package dev.affix.lab.texts;

import dev.affix.statistics.score.ScoredText;
import java.util.Locale;
import java.util.stream.Stream;

/** A score of one text, in [0, 1]. BLEU is none: it is one of a whole corpus. */
enum TextScore {
    /** 1 if the words are the same, else 0. */
    EXACT_MATCH,
    ROUGE_L,
    CHRF;

    double of(ScoredText text) {
        return switch (this) {
            case EXACT_MATCH -> text.exact() ? 1 : 0;
            case ROUGE_L -> text.rougeL();
            case CHRF -> text.chrf();
        };
    }

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
