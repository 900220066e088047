package dev.affix.metrics.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.Pair;
import dev.affix.metrics.comparison.PairReport;
import dev.affix.metrics.testing.Records;
import dev.affix.statistics.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictSentenceTest {
    private static final String CHANCE = "; chance of a false alarm at most 5 % however often you look";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        B_BETTER   | 1840 | -0.043  | -0.021 | b is better than a by 2.1 to 4.3 points after 1,840 labels
        A_BETTER   | 1840 | 0.021   | 0.043  | a is better than b by 2.1 to 4.3 points after 1,840 labels
        A_BETTER   | 1840 | 0.0004  | 0.043  | a is better than b by up to 4.3 points after 1,840 labels
        EQUIVALENT | 9000 | -0.008  | 0.009  | b and a are equivalent within 1.0 points after 9,000 labels
        UNDECIDED  | 1    | -0.03   | 0.011  | undecided after 1 label: b is between 1.1 points worse and 3.0 points better than a
        """)
    void aVerdictIsOnePlainSentence(Verdict.Outcome outcome, long n, double lower, double upper, String words) {
        assertThat(sentence(n, lower, upper, outcome)).isEqualTo(words + CHANCE);
    }

    @Test
    void withoutALabelThereIsNothingToSay() {
        assertThat(sentence(0, -1, 1, Verdict.Outcome.UNDECIDED)).isEqualTo("b against a: no label yet");
    }

    private static String sentence(long n, double lower, double upper, Verdict.Outcome outcome) {
        PairReport report = new PairReport(n, (lower + upper) / 2, new Interval(lower, upper), 0, 0, outcome);
        Experiment experiment = Records.experiment("a", "b");
        return VerdictSentence.of(experiment, new Pair("a", "b"), report);
    }
}
