package dev.affix.inference.answering;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Served;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.RunningExperiment;
import dev.affix.inference.roster.RunningExperiment.ArmVersion;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Turns a batch of request records into predictions and refusals.
 *
 * <p>Guarantee: one outcome per record, in order, and every answer was computed by the version it names: the one of the
 * roster given. Stateless and thread-safe.
 */
public final class Predictor {
    private final Answering answering;
    private final TokenLimit limit;
    private final Clock clock;

    /** Creates one. */
    public Predictor(Answering answering, TokenLimit limit, Clock clock) {
        this.answering = answering;
        this.limit = limit;
        this.clock = clock;
    }

    /**
     * Answers a batch, and waits for it.
     *
     * @param roster a leased roster that can answer
     * @throws IllegalStateException if the roster is empty: a request for nobody in particular would have no answer
     */
    public List<Outcome> predict(List<RequestRecord> records, Roster roster) {
        return ask(records, roster).outcomes();
    }

    /** Returns whether the engine can take more records now; {@link #ask} takes them in any case. */
    public boolean hasRoom() {
        return answering.hasRoom();
    }

    /**
     * Hands a batch to the engine.
     *
     * @param roster a roster that can answer, leased until the outcomes are there
     * @throws IllegalStateException if the roster is empty: a request for nobody in particular would have no answer
     */
    public Asked ask(List<RequestRecord> records, Roster roster) {
        if (!roster.canAnswer()) {
            throw new IllegalStateException("No experiment can answer");
        }
        List<Pending> read =
                records.stream().map(record -> read(record, roster)).toList();
        List<Pending> valid = read.stream().filter(one -> one.problem == null).toList();
        Iterator<Tokens> tokens = answering
                .model()
                .encode(valid.stream().map(one -> one.request().text()).toList())
                .iterator();
        List<Row> rows = new ArrayList<>();
        List<Pending> pending = new ArrayList<>();
        for (Pending one : read) {
            pending.add(one.problem == null ? counted(one, tokens.next(), rows) : one);
        }
        return new Asked(pending, answering.submit(rows));
    }

    /** Adds a record's rows, unless its text is refused. */
    private Pending counted(Pending one, Tokens tokens, List<Row> rows) {
        Optional<String> tooLong = limit.problem(tokens);
        if (tooLong.isPresent()) {
            String message = "InferenceRequest: field 'text' " + tooLong.get();
            return new Pending(
                    one.record,
                    null,
                    List.of(),
                    new InvalidRecordException(DeadLetter.Reason.TOO_LONG, "text", message));
        }
        for (Contestant contestant : one.contestants) {
            rows.add(new Row(tokens, contestant.arm.version().digest()));
        }
        return one;
    }

    /** Records that are with the engine. */
    public final class Asked {
        private final List<Pending> pending;
        private final CompletableFuture<List<RowAnswer>> answers;

        private Asked(List<Pending> pending, CompletableFuture<List<RowAnswer>> answers) {
            this.pending = pending;
            this.answers = answers;
        }

        /** Returns whether {@link #outcomes} need not wait. */
        public boolean answered() {
            return answers.isDone();
        }

        /**
         * Waits for the outcomes, one per record, in order.
         *
         * @throws RuntimeException if the engine failed
         */
        public List<Outcome> outcomes() {
            List<RowAnswer> answered = Answering.join(answers);
            Instant now = clock.instant();
            List<Outcome> outcomes = new ArrayList<>(pending.size());
            int row = 0;
            for (Pending one : pending) {
                int until = row + one.contestants.size();
                outcomes.add(
                        one.problem == null
                                ? new Outcome.Answered(prediction(one, answered.subList(row, until), now))
                                : new Outcome.Refused(one.problem));
                row = until;
            }
            return outcomes;
        }
    }

    private static Pending read(RequestRecord record, Roster roster) {
        try {
            InferenceRequest request = record.read();
            return new Pending(record, request, contestants(request, roster), null);
        } catch (InvalidRecordException e) {
            return new Pending(record, null, List.of(), e);
        }
    }

    private static List<Contestant> contestants(InferenceRequest request, Roster roster) throws InvalidRecordException {
        List<Contestant> contestants = new ArrayList<>();
        for (RunningExperiment running : asked(request, roster)) {
            for (ArmVersion arm : running.answering(request.unitOrId())) {
                contestants.add(new Contestant(running, arm));
            }
        }
        return contestants;
    }

    private static Collection<RunningExperiment> asked(InferenceRequest request, Roster roster)
            throws InvalidRecordException {
        String name = request.experiment();
        if (name == null) {
            return roster.experiments().values();
        }
        RunningExperiment running = roster.experiments().get(name);
        if (running == null) {
            String waiting = roster.waiting().get(name);
            throw new InvalidRecordException(
                    DeadLetter.Reason.UNKNOWN_EXPERIMENT,
                    "experiment",
                    "InferenceRequest: field 'experiment' is '" + name + "', "
                            + (waiting == null
                                    ? "which is not running"
                                    : "which cannot answer yet: " + waiting + "; send the request again later"));
        }
        return List.of(running);
    }

    private Prediction prediction(Pending pending, List<RowAnswer> answers, Instant now) {
        InferenceRequest request = pending.request();
        List<ArmAnswer> armAnswers = new ArrayList<>();
        List<Served> served = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Contestant contestant = pending.contestants.get(i);
            String experiment = contestant.running.experiment().name();
            armAnswers.add(contestant.answer(answers.get(i)));
            if (contestant.arm.equals(contestant.running.served(request.unitOrId()))) {
                served.add(new Served(experiment, contestant.arm.arm()));
            }
        }
        return new Prediction(
                request.id(),
                request.text(),
                request.unit(),
                request.attributes(),
                pending.record.source(),
                answering.model().backboneDigest(),
                armAnswers,
                served,
                now);
    }

    private record Contestant(RunningExperiment running, ArmVersion arm) {
        ArmAnswer answer(RowAnswer answer) {
            float[] logProbabilities = answer.logProbabilities();
            List<String> labels = running.experiment().labels();
            return new ArmAnswer(
                    running.experiment().name(),
                    arm.arm(),
                    arm.version().digest(),
                    arm.version().version(),
                    labels.get(LogProbabilities.best(logProbabilities)),
                    LogProbabilities.list(logProbabilities),
                    answer.cost());
        }
    }

    private record Pending(
            RequestRecord record,
            @Nullable InferenceRequest parsed,
            List<Contestant> contestants,
            @Nullable InvalidRecordException problem) {
        InferenceRequest request() {
            return Objects.requireNonNull(parsed);
        }
    }
}
