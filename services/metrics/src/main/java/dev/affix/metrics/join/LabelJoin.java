package dev.affix.metrics.join;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.DeadLetter.Reason;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.ScoredExample;
import dev.affix.metrics.join.Counts.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins the predictions of one partition with their labels, whichever comes first.
 *
 * <p>Guarantees: each request is scored at most once; its label is the first in the label topic that an answering
 * experiment knows; every record has one defined, counted outcome. Time is the stream's: the greatest timestamp of the
 * records so far, given with each record. A label counts up to one horizon after its prediction; what was decided is
 * remembered for one horizon more, then forgotten. Nothing here looks at a clock. One thread.
 */
public final class LabelJoin {
    /** Different labels that wait for one prediction; further ones are refused. */
    static final int MAX_WAITING = 8;
    /** Bytes of a prediction's record: it is stored whole, in a record of its own. */
    static final int MAX_PREDICTION_BYTES = 900_000;
    /** Bytes of a label's record: those that wait for one prediction are stored in one record. */
    static final int MAX_LABEL_BYTES = MAX_PREDICTION_BYTES / MAX_WAITING;
    /** Overdue entries looked after with one record, so that a jump in time does not stall the stream. */
    static final int MAX_EXPIRED = 100;

    private final JoinState state;
    private final Outbox out;
    private final Tally tally;
    private final Predictions predictions;
    private final Scoring scoring;
    private final long horizon;

    /**
     * Creates one.
     *
     * @param horizon how long after its prediction a label counts
     */
    public LabelJoin(JoinState state, Outbox out, ExperimentLookup experiments, Duration horizon) {
        this.state = state;
        this.out = out;
        this.tally = new Tally(state);
        this.predictions = new Predictions(experiments);
        this.scoring = new Scoring(experiments);
        this.horizon = horizon.toMillis();
    }

    /** Takes a record of the predictions. */
    public void prediction(SourceRecord record, long streamTime) {
        expireSome(streamTime);
        Prediction prediction;
        try {
            checkSize(record, MAX_PREDICTION_BYTES);
            prediction = predictions.read(record);
        } catch (InvalidRecordException e) {
            refuse(record, e, List.of());
            return;
        }
        String id = prediction.requestId();
        List<String> experiments = Predictions.experimentsOf(prediction);
        Entry entry = current(id, streamTime);
        if (entry instanceof Entry.Unlabelled || entry instanceof Entry.Closed) {
            tally.count(experiments, Kind.DUPLICATE_PREDICTIONS);
            return;
        }
        tally.count(experiments, Kind.PREDICTIONS);
        state.putSlot(record.position().offset(), Slot.OPEN);
        state.replace(id, entry, new Entry.Unlabelled(record.timestamp() + horizon, record));
        if (entry instanceof Entry.Unpredicted waiting) {
            for (SourceRecord label : waiting.labels()) {
                joinLabel(label, id);
            }
        }
    }

    /** Takes a record of the labels. */
    public void label(SourceRecord record, long streamTime) {
        expireSome(streamTime);
        try {
            checkSize(record, MAX_LABEL_BYTES);
            LabelEvent label = Json.read(record.value(), LabelEvent.class);
            Keys.check(record, label.requestId());
            current(label.requestId(), streamTime);
            joinLabel(record, label.requestId());
        } catch (InvalidRecordException e) {
            refuse(record, e, List.of());
        }
    }

    private void joinLabel(SourceRecord record, String id) {
        String label = labelOf(record);
        Entry entry = state.entry(id);
        if (entry == null) {
            state.replace(id, null, new Entry.Unpredicted(record.timestamp() + horizon, List.of(record)));
        } else if (entry instanceof Entry.Unpredicted waiting) {
            wait(id, waiting, record, label);
        } else if (entry instanceof Entry.Unlabelled pending) {
            score(id, pending, record, label);
        } else if (entry instanceof Entry.Closed closed) {
            lateOrRepeated(closed, record, label);
        }
    }

    private void wait(String id, Entry.Unpredicted waiting, SourceRecord record, String label) {
        if (waiting.labels().stream().anyMatch(other -> labelOf(other).equals(label))) {
            tally.count(List.of(), Kind.DUPLICATE_LABELS);
        } else if (waiting.labels().size() >= MAX_WAITING) {
            refuse(record, Reason.CONFLICTING_LABEL, "the request has " + MAX_WAITING + " other labels", List.of());
        } else {
            List<SourceRecord> labels = new ArrayList<>(waiting.labels());
            labels.add(record);
            state.replace(id, waiting, new Entry.Unpredicted(waiting.deadline(), List.copyOf(labels)));
        }
    }

    private void score(String id, Entry.Unlabelled pending, SourceRecord record, String label) {
        SourceRecord source = pending.prediction();
        Prediction prediction = readAgain(source);
        List<String> experiments = Predictions.experimentsOf(prediction);
        List<ArmScore> scores = scoring.score(prediction, label);
        if (scores.isEmpty()) {
            refuse(record, Reason.UNKNOWN_LABEL, "no experiment of " + experiments + " has it", experiments);
            return;
        }
        long at = Math.max(source.timestamp(), record.timestamp());
        out.scored(
                new ScoredExample(
                        id,
                        prediction.text(),
                        label,
                        source.position(),
                        scores,
                        prediction.predictedAt(),
                        Instant.ofEpochMilli(at)),
                source);
        close(id, pending, prediction, record, label, at, scores);
    }

    private void lateOrRepeated(Entry.Closed closed, SourceRecord record, String label) {
        if (closed.label() == null) {
            tally.count(closed.experiments(), Kind.LATE);
            refuse(record, Reason.LATE_LABEL, "it came after the label horizon", closed.experiments());
        } else if (closed.label().equals(label)) {
            tally.count(closed.experiments(), Kind.DUPLICATE_LABELS);
        } else {
            refuse(record, Reason.CONFLICTING_LABEL, "the first was '" + closed.label() + "'", closed.experiments());
        }
    }

    private void close(
            String id,
            Entry.Unlabelled pending,
            Prediction prediction,
            @Nullable SourceRecord labelRecord,
            @Nullable String label,
            long at,
            List<ArmScore> scores) {
        List<String> experiments = Predictions.experimentsOf(prediction);
        long delay = labelRecord == null
                ? 0
                : labelRecord.timestamp() - pending.prediction().timestamp();
        Map<String, Released> outcomes = new LinkedHashMap<>();
        for (String experiment : experiments) {
            List<ArmScore> own = scores.stream()
                    .filter(score -> score.experiment().equals(experiment))
                    .toList();
            tally.count(List.of(experiment), own.isEmpty() ? Kind.UNLABELLED : Kind.SCORED);
            outcomes.put(
                    experiment,
                    new Released(
                            pending.prediction().position(),
                            at,
                            own,
                            scoring.detail(prediction, experiment, label, delay)));
        }
        state.replace(id, pending, new Entry.Closed(pending.deadline() + horizon, label, experiments));
        long offset = pending.prediction().position().offset();
        state.putSlot(offset, new Slot(outcomes));
        if (offset == state.firstSlot()) {
            release();
        }
    }

    private void release() {
        for (long first = state.firstSlot(); first >= 0; first = state.firstSlot()) {
            Slot slot = state.slot(first);
            if (slot != null && !slot.closed()) {
                return;
            }
            if (slot != null) {
                slot.outcomes().forEach(out::released);
            }
            state.removeFirstSlot();
        }
    }

    private void expireSome(long streamTime) {
        for (int i = 0; i < MAX_EXPIRED; i++) {
            String id = state.due(streamTime);
            if (id == null) {
                return;
            }
            current(id, streamTime);
        }
    }

    /** Returns what stands of a request at a time, after whatever is overdue has been done. */
    private @Nullable Entry current(String id, long streamTime) {
        Entry entry = state.entry(id);
        while (entry != null && entry.deadline() < streamTime) {
            expire(id, entry);
            entry = state.entry(id);
        }
        return entry;
    }

    private void expire(String id, Entry entry) {
        if (entry instanceof Entry.Unpredicted waiting) {
            for (SourceRecord label : waiting.labels()) {
                refuse(label, Reason.UNKNOWN_REQUEST, "no prediction came within the label horizon", List.of());
            }
            state.replace(id, entry, null);
        } else if (entry instanceof Entry.Unlabelled pending) {
            close(id, pending, readAgain(pending.prediction()), null, null, pending.deadline(), List.of());
        } else {
            state.replace(id, entry, null);
        }
    }

    private void refuse(SourceRecord record, Reason reason, String why, List<String> experiments) {
        String message = "LabelEvent: label '" + labelOf(record) + "' is refused: " + why;
        refuse(record, new InvalidRecordException(reason, "label", message), experiments);
    }

    private void refuse(SourceRecord record, InvalidRecordException problem, List<String> experiments) {
        tally.deadLetter(experiments, problem.reason());
        out.refused(record, problem);
    }

    private static void checkSize(SourceRecord record, int limit) throws InvalidRecordException {
        if (record.size() > limit) {
            throw new InvalidRecordException(
                    Reason.TOO_LONG,
                    null,
                    "the record has " + record.size() + " bytes; at most " + limit + " are allowed");
        }
    }

    private static String labelOf(SourceRecord record) {
        try {
            return Json.read(record.value(), LabelEvent.class).label();
        } catch (InvalidRecordException e) {
            throw new IllegalStateException("a label was accepted that cannot be read", e);
        }
    }

    private static Prediction readAgain(SourceRecord record) {
        try {
            return Json.read(record.value(), Prediction.class);
        } catch (InvalidRecordException e) {
            throw new IllegalStateException("a prediction was accepted that cannot be read", e);
        }
    }
}
