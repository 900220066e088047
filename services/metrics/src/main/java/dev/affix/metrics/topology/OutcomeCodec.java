package dev.affix.metrics.topology;

import dev.affix.contracts.AnswerCost;
import dev.affix.contracts.ArmScore;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.TextScore;
import dev.affix.metrics.join.Detail;
import dev.affix.metrics.join.Released;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes as bytes: prediction, time, scores, then what else is known. A text or digest is there where it first comes, and
 * later as a number: arms, labels and versions come again and again. Binary, because as JSON an outcome took longer than all that is
 * done with it.
 */
final class OutcomeCodec {
    private static final int CORRECT = 1;
    private static final int TEXT = 2;
    private static final int DETAIL = 1;
    private static final int UNITLESS = 2;
    private static final int UNIT = 4;
    private static final int LABEL = 8;
    private static final int SEGMENT = 16;
    private static final int COSTS = 32;

    private OutcomeCodec() {}

    /** Writes outcomes one after the other. One thread. */
    static final class Writer {
        private final BinaryOut out;
        private final Map<String, Integer> texts = new HashMap<>();

        Writer(BinaryOut out) {
            this.out = out;
        }

        void write(Released outcome) {
            out.putInt(outcome.prediction().partition());
            out.putLong(outcome.prediction().offset()).putLong(outcome.at());
            out.putLength(outcome.scores().size());
            outcome.scores().forEach(this::write);
            write(outcome.detail());
        }

        private void write(ArmScore score) {
            put(score.experiment());
            put(score.arm());
            if (isNew(score.digest())) {
                out.putDigest(score.digest());
            }
            out.putLong(score.version());
            put(score.predicted());
            TextScore text = score.textScore();
            out.putByte((score.correct() ? CORRECT : 0) | (text == null ? 0 : TEXT));
            if (score.logLoss() != null && score.brier() != null) {
                out.putDouble(score.logLoss()).putDouble(score.brier());
            }
            if (text != null) {
                out.putDouble(text.rougeL()).putDouble(text.chrf());
                text.matches().forEach(out::putLength);
                out.putLength(text.words()).putLength(text.referenceWords());
            }
        }

        private void write(@Nullable Detail detail) {
            if (detail == null) {
                out.putByte(0);
                return;
            }
            out.putByte(DETAIL
                    | (detail.unitless() ? UNITLESS : 0)
                    | (detail.unit() == null ? 0 : UNIT)
                    | (detail.label() == null ? 0 : LABEL)
                    | (detail.segment() == null ? 0 : SEGMENT)
                    | (detail.costs() == null ? 0 : COSTS));
            out.putLength(detail.answered().size());
            detail.answered().forEach(this::put);
            if (detail.unit() != null) {
                out.putLong(detail.unit());
            }
            if (detail.label() != null) {
                put(detail.label());
            }
            out.putLong(detail.delay());
            out.putLength(detail.sureness().size());
            detail.sureness().forEach((arm, sureness) -> {
                put(arm);
                out.putDouble(sureness.confidence()).putLength(sureness.rank());
            });
            if (detail.segment() != null) {
                put(detail.segment());
            }
            if (detail.costs() != null) {
                out.putLength(detail.costs().size());
                detail.costs().forEach(this::put);
            }
        }

        private void put(String arm, AnswerCost cost) {
            put(arm);
            out.putLong(cost.queuedMicros()).putLong(cost.computedMicros());
            out.putLength(cost.rows()).putLength(cost.tokens());
        }

        private void put(String text) {
            if (isNew(text)) {
                out.putText(text);
            }
        }

        /** Writes the number of a text, and returns whether the text is to follow. */
        private boolean isNew(String text) {
            int next = texts.size();
            Integer known = texts.putIfAbsent(text, next);
            out.putLength(known == null ? next : known);
            return known == null;
        }
    }

    /** Reads what a {@link Writer} wrote, in the same order. One thread. */
    static final class Reader {
        private final BinaryIn in;
        private final List<String> texts = new ArrayList<>();

        Reader(BinaryIn in) {
            this.in = in;
        }

        Released read() {
            SourcePosition prediction = new SourcePosition(in.getInt(), in.getLong());
            return new Released(prediction, in.getLong(), in.getList(this::readScore), readDetail());
        }

        private ArmScore readScore() {
            String experiment = text();
            String arm = text();
            String digest = digest();
            long version = in.getLong();
            String predicted = text();
            int flags = in.getByte();
            boolean correct = (flags & CORRECT) != 0;
            return (flags & TEXT) == 0
                    ? new ArmScore(experiment, arm, digest, version, predicted, correct, in.getDouble(), in.getDouble())
                    : new ArmScore(experiment, arm, digest, version, predicted, correct, null, null, readTextScore());
        }

        private TextScore readTextScore() {
            double rougeL = in.getDouble();
            double chrf = in.getDouble();
            List<Integer> matches = new ArrayList<>(TextScore.ORDERS);
            for (int n = 0; n < TextScore.ORDERS; n++) {
                matches.add(in.getLength());
            }
            return new TextScore(rougeL, chrf, matches, in.getLength(), in.getLength());
        }

        private @Nullable Detail readDetail() {
            int flags = in.getByte();
            if ((flags & DETAIL) == 0) {
                return null;
            }
            List<String> answered = in.getList(this::text);
            Long unit = (flags & UNIT) == 0 ? null : (Long) in.getLong();
            String label = (flags & LABEL) == 0 ? null : text();
            long delay = in.getLong();
            Map<String, Detail.Sureness> sureness = new LinkedHashMap<>();
            for (int left = in.getLength(); left > 0; left--) {
                sureness.put(text(), new Detail.Sureness(in.getDouble(), in.getLength()));
            }
            String segment = (flags & SEGMENT) == 0 ? null : text();
            Map<String, AnswerCost> costs = (flags & COSTS) == 0 ? null : readCosts();
            return new Detail(answered, (flags & UNITLESS) != 0, unit, label, delay, sureness, segment, costs);
        }

        private Map<String, AnswerCost> readCosts() {
            Map<String, AnswerCost> costs = new LinkedHashMap<>();
            for (int left = in.getLength(); left > 0; left--) {
                costs.put(text(), new AnswerCost(in.getLong(), in.getLong(), in.getLength(), in.getLength()));
            }
            return costs;
        }

        private String text() {
            int number = in.getLength();
            if (number == texts.size()) {
                texts.add(in.getText());
            }
            return texts.get(number);
        }

        private String digest() {
            int number = in.getLength();
            if (number == texts.size()) {
                texts.add(in.getDigest());
            }
            return texts.get(number);
        }
    }
}
