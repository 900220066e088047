package dev.affix.statistics.simulation;

import dev.affix.statistics.BettingSequence;
import dev.affix.statistics.ConfidenceSequence;
import dev.affix.statistics.DifferenceSums;
import dev.affix.statistics.SignTest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Rules that, looking after every paired example, call the arms different or not. */
final class Judges {
    static final String SEQUENCE = "confidence sequence";
    static final String BETTING = "betting";
    static final String SIGN = "sign test";
    static final String Z_PEEKING = "paired z-test, looking every time";
    static final String MCNEMAR_PEEKING = "McNemar's test, looking every time";
    static final String Z_ONCE = "paired z-test, one look at the end";

    /** Before so many examples the z-test is not used. */
    private static final int Z_FROM = 30;

    private Judges() {}

    /** Sees one stream. */
    interface Judge {
        /** Returns whether the arms are called different after this difference in {−1, 0, 1}. */
        boolean different(double difference);
    }

    /** The rules that promise a false alarm with probability at most alpha, however often one looks. */
    static Map<String, Supplier<Judge>> anytime(double alpha) {
        Map<String, Supplier<Judge>> judges = new LinkedHashMap<>();
        ConfidenceSequence sequence = new ConfidenceSequence(alpha);
        judges.put(SEQUENCE, () -> new Judge() {
            private DifferenceSums sums = DifferenceSums.NONE;

            @Override
            public boolean different(double difference) {
                sums = sums.plus(difference);
                return sequence.above(sums, 0) || sequence.below(sums, 0);
            }
        });
        double each = Math.log(2 / alpha);
        judges.put(BETTING, () -> new Judge() {
            private final BettingSequence betting = new BettingSequence(alpha, 2);

            @Override
            public boolean different(double difference) {
                betting.add(difference);
                return Math.max(betting.logEValueA(), betting.logEValueB()) >= each;
            }
        });
        double threshold = Math.log(1 / alpha);
        judges.put(SIGN, () -> new Judge() {
            private SignTest test = SignTest.NONE;

            @Override
            public boolean different(double difference) {
                if (difference == 0) {
                    return false;
                }
                test = test.plus(difference > 0, difference < 0);
                return test.logEValue() >= threshold;
            }
        });
        return judges;
    }

    /** The fixed-n tests, used as they must not be. */
    static Map<String, Supplier<Judge>> naive(double alpha) {
        Map<String, Supplier<Judge>> judges = new LinkedHashMap<>();
        judges.put(Z_PEEKING, () -> new Z(alpha));
        double critical = Normal.upper(alpha / 2);
        judges.put(MCNEMAR_PEEKING, () -> new Judge() {
            private long a;
            private long b;

            @Override
            public boolean different(double difference) {
                a += difference > 0 ? 1 : 0;
                b += difference < 0 ? 1 : 0;
                // With the continuity correction, the form that errs on the careful side.
                double excess = Math.max(0, Math.abs(a - b) - 1);
                return a + b > 0 && excess * excess >= critical * critical * (a + b);
            }
        });
        return judges;
    }

    /** The paired z-test on all differences so far. */
    static final class Z implements Judge {
        private final double critical;
        private long count;
        private double sum;
        private double squares;

        Z(double alpha) {
            critical = Normal.upper(alpha / 2);
        }

        @Override
        public boolean different(double difference) {
            add(difference);
            return !covers(0);
        }

        void add(double difference) {
            count++;
            sum += difference;
            squares += difference * difference;
        }

        /** Whether the usual interval, mean ± z standard errors, contains a value. */
        boolean covers(double mean) {
            if (count < Z_FROM) {
                return true;
            }
            double variance = (squares - sum * sum / count) / (count - 1);
            return Math.abs(sum / count - mean) <= critical * Math.sqrt(variance / count) + 1e-12;
        }
    }
}
