package dev.affix.inference.follow;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.ReplicaReport.RefusedVersion;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.kafka.DeadLetters;
import dev.affix.inference.meters.Counts;
import dev.affix.inference.roster.Catalog;
import dev.affix.inference.roster.Catalog.Candidate;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.roster.Swaps;
import dev.affix.inference.tracing.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.semconv.ErrorAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * From records of the followed topics to rosters. One record or one version at a time; a version is named by a roster
 * only after it passed every check and is resident. One thread.
 */
final class RosterUpdates {
    private static final Logger LOG = Logger.getLogger(RosterUpdates.class);
    /** Records that may have to go to the dead letters when their version is fetched; older ones are forgotten. */
    private static final int REMEMBERED_ORIGINS = 1000;

    /** Refusals that are told of; older ones are forgotten. */
    private static final int REMEMBERED_REFUSALS = 16;

    private final Catalog catalog;
    private final Events events;
    private final Admission admission;
    private final Rosters rosters;
    private final Consumer<ProducerRecord<byte[], byte[]>> deadLetters;
    private final Counts counts;
    private final Clock clock;
    private final Traces traces;
    private final Instant started;
    private final Backoff backoff;
    private final Map<String, ConsumerRecord<byte[], byte[]>> origins = new LinkedHashMap<>();
    private final Map<String, String> refusals = new LinkedHashMap<>();

    /** How it goes with the versions that are wanted. */
    enum Progress {
        /** One was tried; there may be more to try at once. */
        TRIED,
        /** Some are wanted, but were tried a moment ago. */
        WAITING,
        /** Every version that is wanted is resident. */
        NOTHING_WANTED
    }

    RosterUpdates(
            Catalog catalog,
            Admission admission,
            Rosters rosters,
            Consumer<ProducerRecord<byte[], byte[]>> deadLetters,
            Counts counts,
            Clock clock,
            Traces traces) {
        this.catalog = catalog;
        this.events = new Events(catalog);
        this.admission = admission;
        this.rosters = rosters;
        this.deadLetters = deadLetters;
        this.counts = counts;
        this.clock = clock;
        this.traces = traces;
        this.started = clock.instant();
        this.backoff = new Backoff(clock);
    }

    /** Takes a record in; the roster changes with {@link #publish}. */
    void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            Optional<String> digest = events.apply(record.topic(), record.key(), record.value());
            digest.ifPresent(known -> remember(known, record));
        } catch (InvalidRecordException e) {
            LOG.errorf("Refused %s-%d@%d: %s", record.topic(), record.partition(), record.offset(), e.getMessage());
            refuse(record, e);
        }
    }

    /** Tries to make one more wanted version resident. */
    Progress admitNext() {
        List<Candidate> wanted = catalog.wanted();
        for (Candidate candidate : wanted) {
            if (backoff.due(candidate.digest())) {
                admit(candidate);
                return Progress.TRIED;
            }
        }
        for (String adapter : catalog.starved()) {
            if (backoff.due(adapter)) {
                lookUpOlder(adapter);
                return Progress.TRIED;
            }
        }
        return wanted.isEmpty() ? Progress.NOTHING_WANTED : Progress.WAITING;
    }

    /** Returns the digests that are wanted and not resident. */
    List<String> pending() {
        return catalog.wanted().stream().map(Candidate::digest).distinct().toList();
    }

    /** Returns the last digests that were refused and that no roster names all the same, newest last. */
    List<RefusedVersion> refused() {
        Set<String> answering = rosters.current().digests();
        return refusals.entrySet().stream()
                .filter(refusal -> !answering.contains(refusal.getKey()))
                .map(refusal -> new RefusedVersion(refusal.getKey(), refusal.getValue()))
                .toList();
    }

    private void lookUpOlder(String adapter) {
        // Again and again, ever more rarely: another version may be published, or the registry may come back.
        Duration wait = backoff.failed(adapter);
        try {
            admission.source().versions(adapter).forEach(catalog::put);
        } catch (UnavailableException e) {
            LOG.warnf("Cannot look up older versions of %s, next try in %s: %s", adapter, wait, e.getMessage());
        }
    }

    /** Makes the catalog's roster the current one. */
    void publish() {
        Roster before = rosters.current();
        Roster next = catalog.roster();
        if (!next.equals(before)) {
            long asked = System.nanoTime();
            rosters.replace(next);
            counts.swapTook(Duration.ofNanos(System.nanoTime() - asked));
            Swaps.between(before, next).forEach(counts::swapped);
        }
    }

    private void admit(Candidate candidate) {
        Span span = span(origins.get(candidate.digest()));
        try (Scope scope = span.makeCurrent()) {
            admit(candidate, span);
        } finally {
            span.end();
        }
    }

    /** What was published before this replica started is nobody's news: its trace is over. */
    private Span span(@Nullable ConsumerRecord<byte[], byte[]> origin) {
        return traces.on() && origin != null && origin.timestamp() >= started.toEpochMilli()
                ? traces.process(origin, "", Duration.ZERO)
                : Span.getInvalid();
    }

    private void admit(Candidate candidate, Span span) {
        String digest = candidate.digest();
        try {
            AdapterPublished version = admission.admit(candidate);
            catalog.admit(candidate, version);
            backoff.forget(digest);
            ConsumerRecord<byte[], byte[]> origin = origins.remove(digest);
            publish();
            if (version.publishedAt().isAfter(started)) {
                counts.served(Duration.between(version.publishedAt(), clock.instant()));
            }
            LOG.infof(
                    "Version %d of %s is resident (%s)%s",
                    version.version(), version.adapter(), digest, origin == null ? "" : inTrace(origin));
        } catch (UnavailableException e) {
            Duration wait = backoff.failed(digest);
            LOG.warnf("Cannot fetch adapter %s, next try in %s: %s", digest, wait, e.getMessage());
            failed(span, "unavailable");
        } catch (RuntimeException e) {
            Duration wait = backoff.failed(digest);
            LOG.errorf(e, "Cannot load adapter %s, next try in %s", digest, wait);
            failed(span, e.getClass().getName());
        } catch (RefusedException e) {
            LOG.errorf("Refused adapter %s, the old version stays: %s", digest, e.getMessage());
            failed(span, e.reason().code());
            catalog.refuse(candidate);
            backoff.forget(digest);
            counts.refused(e.reason().code());
            refusals.remove(digest);
            refusals.put(digest, e.reason().code());
            if (refusals.size() > REMEMBERED_REFUSALS) {
                refusals.remove(refusals.keySet().iterator().next());
            }
            ConsumerRecord<byte[], byte[]> origin = origins.remove(digest);
            if (origin != null) {
                String message = e.getMessage();
                refuse(
                        origin,
                        new InvalidRecordException(
                                DeadLetter.Reason.INVALID_VALUE, "digest", message == null ? "" : message));
            }
        }
    }

    private static void failed(Span span, String type) {
        span.setStatus(StatusCode.ERROR).setAttribute(ErrorAttributes.ERROR_TYPE, type);
    }

    private static String inTrace(ConsumerRecord<?, ?> record) {
        return Traces.id(record.headers()).map(id -> ", trace " + id).orElse("");
    }

    private void refuse(ConsumerRecord<byte[], byte[]> record, InvalidRecordException problem) {
        deadLetters.accept(DeadLetters.of(record, problem));
        counts.deadLetter(problem.reason());
    }

    private void remember(String digest, ConsumerRecord<byte[], byte[]> record) {
        origins.put(digest, record);
        if (origins.size() > REMEMBERED_ORIGINS) {
            origins.remove(origins.keySet().iterator().next());
        }
    }
}
