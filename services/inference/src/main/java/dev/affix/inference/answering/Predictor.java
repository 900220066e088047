package dev.affix.inference.answering;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Served;
import dev.affix.inference.generation.Drafts;
import dev.affix.inference.generation.TextRequest;
import dev.affix.inference.generation.Writing;
import dev.affix.inference.generation.WrittenText;
import dev.affix.inference.roster.Roster;
import dev.affix.prefix.tokenizer.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Turns a batch of request records into predictions and refusals. Arms that answer with labels are rows of {@link Answering}, arms that
 * generate are texts of {@link Writing}.
 *
 * <p>Guarantee: one outcome per record, in order, and every answer was computed by the version it names: the one of the
 * roster given. Stateless and thread-safe.
 */
public final class Predictor {
    private final Answering answering;
    private final Writing writing;
    private final TokenLimit limit;
    private final Clock clock;

    /** Creates one. */
    public Predictor(Answering answering, Writing writing, TokenLimit limit, Clock clock) {
        this.answering = answering;
        this.writing = writing;
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
        return answering.hasRoom() && writing.hasRoom();
    }

    /** Returns whether the engine has enough to do without more records. */
    public boolean saturated() {
        return answering.saturated();
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
                records.stream().map(record -> Pending.read(record, roster)).toList();
        List<Pending> labelled = read.stream().filter(one -> one.labels() > 0).toList();
        Iterator<Tokens> tokens = answering
                .model()
                .encode(labelled.stream().map(one -> one.request().text()).toList())
                .iterator();
        List<Row> rows = new ArrayList<>();
        List<TextRequest> texts = new ArrayList<>();
        List<Pending> pending = new ArrayList<>();
        for (Pending one : read) {
            try {
                if (one.labels() > 0) {
                    Tokens text = withinLimit(tokens.next());
                    texts(one, texts);
                    rows(one, text, rows);
                } else {
                    texts(one, texts);
                }
                pending.add(one);
            } catch (InvalidRecordException e) {
                pending.add(Pending.refused(one.record(), e));
            }
        }
        return new Asked(pending, answering.submit(rows), writing.submit(texts));
    }

    private Tokens withinLimit(Tokens tokens) throws InvalidRecordException {
        Optional<String> tooLong = limit.problem(tokens);
        if (tooLong.isPresent()) {
            throw new InvalidRecordException(
                    DeadLetter.Reason.TOO_LONG, "text", "InferenceRequest: field 'text' " + tooLong.get());
        }
        return tokens;
    }

    private void texts(Pending one, List<TextRequest> texts) throws InvalidRecordException {
        if (one.generates()) {
            texts.addAll(Prompts.of(one.request(), one.contestants(), writing.model()));
        }
    }

    private static void rows(Pending one, Tokens tokens, List<Row> rows) {
        for (Contestant contestant : one.contestants()) {
            if (!contestant.generates()) {
                rows.add(new Row(tokens, contestant.arm().version().digest()));
            }
        }
    }

    /** Records that are with the engine. */
    public final class Asked {
        private final List<Pending> pending;
        private final CompletableFuture<List<RowAnswer>> labels;
        private final Drafts texts;

        private Asked(List<Pending> pending, CompletableFuture<List<RowAnswer>> labels, Drafts texts) {
            this.pending = pending;
            this.labels = labels;
            this.texts = texts;
        }

        /** Returns whether {@link #outcomes} need not wait: all is answered, or something has failed. */
        public boolean answered() {
            return labels.isDone() && (texts.written().isDone() || labels.isCompletedExceptionally());
        }

        /** Returns whether texts go on. They can take minutes, where labels take milliseconds. */
        public boolean writing() {
            return !texts.written().isDone();
        }

        /** Gives up texts that are not done: {@link #outcomes} will fail, once the labels are there. */
        public void cancel() {
            texts.cancel();
        }

        /**
         * Waits for the outcomes, one per record, in order.
         *
         * @throws RuntimeException if the engine failed
         */
        public List<Outcome> outcomes() {
            Iterator<RowAnswer> rows;
            Iterator<WrittenText> written;
            try {
                rows = Answering.join(labels).iterator();
                written = Answering.join(texts.written()).iterator();
            } catch (RuntimeException e) {
                // The batch will be answered again: its texts would take rows for nobody.
                texts.cancel();
                throw e;
            }
            Instant now = clock.instant();
            List<Outcome> outcomes = new ArrayList<>(pending.size());
            for (Pending one : pending) {
                InvalidRecordException problem = one.problem();
                outcomes.add(
                        problem == null
                                ? new Outcome.Answered(prediction(one, rows, written, now))
                                : new Outcome.Refused(problem));
            }
            return outcomes;
        }
    }

    private Prediction prediction(
            Pending pending, Iterator<RowAnswer> rows, Iterator<WrittenText> written, Instant now) {
        InferenceRequest request = pending.request();
        List<ArmAnswer> armAnswers = new ArrayList<>();
        List<Served> served = new ArrayList<>();
        for (Contestant contestant : pending.contestants()) {
            armAnswers.add(contestant.generates() ? contestant.answer(written.next()) : contestant.answer(rows.next()));
            if (contestant.arm().equals(contestant.running().served(request.unitOrId()))) {
                served.add(new Served(contestant.experiment(), contestant.arm().arm()));
            }
        }
        return new Prediction(
                request.id(),
                request.text(),
                request.unit(),
                request.attributes(),
                pending.record().source(),
                answering.model().backboneDigest(),
                armAnswers,
                served,
                now);
    }
}
