package dev.affix.standalone.audit;

import dev.affix.contracts.ArmScore;
import java.util.Objects;

/**
 * What the scored records say about an arm.
 *
 * @param examples how many it answered
 * @param correct how many of them rightly
 * @param logLossSum sum of its log-losses, in nats
 */
public record ArmTally(long examples, long correct, double logLossSum) {
    /** Nothing yet. */
    public static final ArmTally EMPTY = new ArmTally(0, 0, 0);

    ArmTally plus(ArmScore score) {
        // Texts have no log-loss; what is tallied answers with labels.
        double logLoss = Objects.requireNonNullElse(score.logLoss(), 0.0);
        return new ArmTally(examples + 1, correct + (score.correct() ? 1 : 0), logLossSum + logLoss);
    }

    /** Returns the share of right answers; 0 without examples. */
    public double accuracy() {
        return examples == 0 ? 0 : (double) correct / examples;
    }

    /** Returns the mean log-loss in nats; 0 without examples. */
    public double logLoss() {
        return examples == 0 ? 0 : logLossSum / examples;
    }
}
