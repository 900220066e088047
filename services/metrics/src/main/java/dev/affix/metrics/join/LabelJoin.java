package dev.affix.metrics.join;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.DeadLetter.Reason;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Unicode;
import dev.affix.metrics.join.Counts.Kind;
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
 * experiment knows; every record has one defined, counted outcome. Both hold as long as the request is remembered. Time is the stream's: the greatest timestamp of the
 * records so far, given with each record. A label counts up to one horizon after its prediction; what was decided is
 * remembered for one horizon more, then forgotten. Beyond the bound of bytes the oldest of what is done is forgotten first,
 * then the oldest of what waits is given up. Nothing here looks at a clock. One thread.
 */
public final class LabelJoin {
    /** Different labels that wait for one prediction; further ones are refused. */
    static final int MAX_WAITING = 8;
    /** Bytes of a prediction's record: what is stored of it, in a record of its own, is no larger. */
    static final int MAX_PREDICTION_BYTES = 900_000;
    /** Bytes of a label's record: those that wait for one prediction are stored in one record. */
    static final int MAX_LABEL_BYTES = MAX_PREDICTION_BYTES / MAX_WAITING;
    /** Overdue entries looked after with one record, so that a jump in time does not stall the stream. */
    static final int MAX_EXPIRED = 100;

    private final JoinState state;
    private final Remembered remembered;
    private final Outbox out;
    private final Tally tally;
    private final Predictions predictions;
    private final Scoring scoring;
    private final long horizon;
    private final long maxBytes;

    /** Creates one. */
    public LabelJoin(JoinState state, Outbox out, ExperimentLookup experiments, Bounds bounds) {
        this.state = state;
        this.remembered = new Remembered(state);
        this.out = out;
        this.tally = new Tally(state);
        this.predictions = new Predictions(experiments);
        this.scoring = new Scoring(experiments);
        this.horizon = bounds.horizon().toMillis();
        this.maxBytes = bounds.bytes();
    }

    /** Takes a record of the predictions. */
    public void prediction(SourceRecord record, long streamTime) {
        expireSome(streamTime);
        try {
            checkSize(record, MAX_PREDICTION_BYTES);
            Prediction prediction = predictions.read(record);
            join(prediction.requestId(), Predicted.of(prediction, record), streamTime);
        } catch (InvalidRecordException e) {
            refuse(record, e, List.of());
        }
        keepToBytes(streamTime);
    }

    private void join(String id, Predicted prediction, long streamTime) {
        List<String> experiments = prediction.experiments();
        Entry entry = current(id, streamTime);
        if (entry instanceof Entry.Unlabelled || entry instanceof Entry.Closed) {
            tally.count(experiments, Kind.DUPLICATE_PREDICTIONS);
            return;
        }
        tally.count(experiments, Kind.PREDICTIONS);
        remembered.open(prediction.position().offset());
        remembered.replace(id, entry, new Entry.Unlabelled(prediction.timestamp() + horizon, prediction));
        if (entry instanceof Entry.Unpredicted waiting) {
            for (SourceRecord label : waiting.labels()) {
                joinLabel(label, id, labelOf(label));
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
            joinLabel(record, label.requestId(), label.label());
        } catch (InvalidRecordException e) {
            refuse(record, e, List.of());
        }
        keepToBytes(streamTime);
    }

    private void joinLabel(SourceRecord record, String id, String label) {
        Entry entry = remembered.entry(id);
        if (entry == null) {
            remembered.replace(id, null, new Entry.Unpredicted(record.timestamp() + horizon, List.of(record)));
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
            remembered.replace(id, waiting, new Entry.Unpredicted(waiting.deadline(), List.copyOf(labels)));
        }
    }

    private void score(String id, Entry.Unlabelled pending, SourceRecord record, String label) {
        Predicted prediction = pending.prediction();
        List<String> experiments = prediction.experiments();
        List<ArmScore> scores = scoring.score(prediction, label);
        if (scores.isEmpty()) {
            refuse(record, Reason.UNKNOWN_LABEL, "no experiment of " + experiments + " has it", experiments);
            return;
        }
        long at = Math.max(prediction.timestamp(), record.timestamp());
        out.scored(
                new ScoredExample(
                        id,
                        prediction.text(),
                        label,
                        prediction.position(),
                        scores,
                        prediction.predictedAt(),
                        Instant.ofEpochMilli(at)),
                prediction.trace());
        close(id, pending, record, label, at, scores, Kind.OTHER_LABEL);
    }

    private void lateOrRepeated(Entry.Closed closed, SourceRecord record, String label) {
        if (closed.label() == null) {
            tally.count(closed.experiments(), Kind.LATE);
            refuse(record, Reason.LATE_LABEL, "it came after its prediction was given up", closed.experiments());
        } else if (closed.label().equals(label)) {
            tally.count(closed.experiments(), Kind.DUPLICATE_LABELS);
        } else {
            refuse(
                    record,
                    Reason.CONFLICTING_LABEL,
                    "the first was '" + shortened(closed.label()) + "'",
                    closed.experiments());
        }
    }

    private void close(
            String id,
            Entry.Unlabelled pending,
            @Nullable SourceRecord labelRecord,
            @Nullable String label,
            long at,
            List<ArmScore> scores,
            Kind cause) {
        Predicted prediction = pending.prediction();
        List<String> experiments = prediction.experiments();
        long delay = labelRecord == null ? 0 : labelRecord.timestamp() - prediction.timestamp();
        Map<String, Released> outcomes = new LinkedHashMap<>();
        for (String experiment : experiments) {
            List<ArmScore> own = experiments.size() == 1
                    ? scores
                    : scores.stream()
                            .filter(score -> score.experiment().equals(experiment))
                            .toList();
            List<String> scope = List.of(experiment);
            if (own.isEmpty()) {
                tally.count(scope, Kind.UNLABELLED);
                tally.count(scope, cause);
            } else {
                tally.count(scope, Kind.SCORED);
            }
            outcomes.put(
                    experiment,
                    new Released(
                            prediction.position(),
                            at,
                            withoutTexts(own),
                            scoring.detail(prediction, experiment, label, delay)));
        }
        remembered.replace(id, pending, new Entry.Closed(pending.deadline() + horizon, label, experiments));
        long offset = prediction.position().offset();
        if (offset == remembered.first()) {
            outcomes.forEach(out::released);
            remembered.removeFirst(Slot.OPEN);
            release();
        } else {
            remembered.close(offset, new Slot(outcomes));
        }
    }

    /** All scores of an experiment are of labels, or all of texts, which may be long and are compared by their scores alone. */
    private static List<ArmScore> withoutTexts(List<ArmScore> scores) {
        return scores.isEmpty() || scores.get(0).textScore() == null
                ? scores
                : scores.stream().map(ArmScore::withoutText).toList();
    }

    private void release() {
        for (long first = remembered.first(); first >= 0; first = remembered.first()) {
            Slot slot = remembered.slot(first);
            if (slot != null && !slot.closed()) {
                return;
            }
            if (slot != null) {
                slot.outcomes().forEach(out::released);
            }
            remembered.removeFirst(slot == null ? Slot.OPEN : slot);
        }
    }

    private void expireSome(long streamTime) {
        for (int i = 0; i < MAX_EXPIRED; i++) {
            String id = state.due(streamTime);
            if (id != null) {
                current(id, streamTime);
            } else if (!remembered.forget(streamTime)) {
                return;
            }
        }
    }

    /** Returns what stands of a request at a time, after whatever is overdue has been done. */
    private @Nullable Entry current(String id, long streamTime) {
        Entry entry = remembered.entry(id);
        while (entry != null && entry.deadline() < streamTime) {
            expire(id, entry);
            entry = remembered.entry(id);
        }
        return entry;
    }

    private void expire(String id, Entry entry) {
        if (entry instanceof Entry.Unpredicted waiting) {
            refuseAll(id, waiting, Kind.NO_PREDICTION, "no prediction came within the label horizon");
        } else if (entry instanceof Entry.Unlabelled pending) {
            giveUp(id, pending, pending.deadline(), Kind.NO_LABEL);
        } else {
            remembered.replace(id, entry, null);
        }
    }

    /** Pushes out what is done, oldest first, then what waits, until the rest keeps to the bound of bytes. */
    private void keepToBytes(long streamTime) {
        while (remembered.bytes() > maxBytes) {
            String done = state.oldest(true);
            String id = done == null ? state.oldest(false) : done;
            if (id == null) {
                break;
            }
            pushOut(id, streamTime);
        }
        remembered.save();
    }

    private void pushOut(String id, long streamTime) {
        Entry entry = remembered.entry(id);
        if (entry instanceof Entry.Unpredicted waiting) {
            refuseAll(id, waiting, Kind.PUSHED_OUT_LABELS, "it waited for its prediction, and memory was full");
        } else if (entry instanceof Entry.Unlabelled pending) {
            giveUp(id, pending, streamTime, Kind.PUSHED_OUT);
        } else if (entry instanceof Entry.Closed closed) {
            tally.count(closed.experiments(), Kind.FORGOTTEN);
            remembered.replace(id, entry, null);
        } else {
            throw new IllegalStateException("request '" + id + "' has a deadline but is not remembered");
        }
    }

    private void giveUp(String id, Entry.Unlabelled pending, long at, Kind cause) {
        close(id, pending, null, null, at, List.of(), cause);
    }

    private void refuseAll(String id, Entry.Unpredicted waiting, Kind cause, String why) {
        for (SourceRecord label : waiting.labels()) {
            tally.count(List.of(), cause);
            refuse(label, Reason.UNKNOWN_REQUEST, why, List.of());
        }
        remembered.replace(id, waiting, null);
    }

    private void refuse(SourceRecord record, Reason reason, String why, List<String> experiments) {
        String message = "LabelEvent: label '" + shortened(labelOf(record)) + "' is refused: " + why;
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

    /** A message is in a header, and a label may be a long text. */
    private static String shortened(String label) {
        return Unicode.shortened(label, LabelEvent.MAX_LABEL_LENGTH);
    }

    private static String labelOf(SourceRecord record) {
        try {
            return Json.read(record.value(), LabelEvent.class).label();
        } catch (InvalidRecordException e) {
            throw new IllegalStateException("a label was accepted that cannot be read", e);
        }
    }
}
