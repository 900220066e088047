package dev.affix.training.registry;

import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.Lineage;
import dev.affix.contracts.OffsetRange;
import dev.affix.contracts.PublishVersion;
import dev.affix.training.lifecycle.StopSignal;
import dev.affix.training.tuning.Publisher;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One experiment's way to the registry: every call is idempotent and tried until it succeeds or the service stops. Used
 * by one thread.
 */
public final class RegistryClient implements Publisher {
    private static final Logger LOG = Logger.getLogger(RegistryClient.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** What is read of a version. */
    private record Published(Lineage lineage) {}

    private final RegistryApi api;
    private final StopSignal stop;
    private final Consumer<@Nullable String> problem;

    /**
     * Creates one.
     *
     * @param problem told what is wrong while a call fails, and null when it has succeeded
     */
    public RegistryClient(RegistryApi api, StopSignal stop, Consumer<@Nullable String> problem) {
        this.api = api;
        this.stop = stop;
        this.problem = problem;
    }

    @Override
    public boolean publish(PublishVersion version, byte[] model) {
        Lineage lineage = version.lineage();
        String what = "publish " + lineage.experiment() + "/" + lineage.arm() + " at " + lineage.examples()
                + " examples (" + version.digest() + ")";
        return untilItSucceeds(what, () -> {
                    api.putBlob(version.digest(), model);
                    api.publish(lineage.experiment(), lineage.arm(), Json.write(version));
                    return true;
                })
                .isPresent();
    }

    /**
     * Returns where the first version of an arm began to read, per partition: what an experiment whose checkpoints are
     * lost must read again.
     *
     * @return empty when the service stops; an empty list when nothing was ever published
     */
    public Optional<List<Long>> start(String experiment, String arm) {
        return untilItSucceeds("ask for the versions of " + experiment + "/" + arm, () -> {
            Published[] versions = read(api.versions(experiment, arm));
            return versions.length == 0
                    ? List.of()
                    : versions[0].lineage().offsets().stream()
                            .map(OffsetRange::from)
                            .toList();
        });
    }

    private static Published[] read(byte[] json) {
        try {
            return Json.read(json, Published[].class);
        } catch (InvalidRecordException e) {
            throw new ProcessingException("its answer is no list of versions: " + e.getMessage(), e);
        }
    }

    private <T> Optional<T> untilItSucceeds(String what, Supplier<T> call) {
        Duration wait = FIRST_WAIT;
        do { // Also when the service stops, once.
            try {
                T result = call.get();
                problem.accept(null);
                return Optional.of(result);
            } catch (WebApplicationException e) {
                failed(what, "answered " + e.getResponse().getStatus() + " to " + e.getMessage(), wait);
            } catch (ProcessingException e) {
                failed(what, "does not answer: " + e.getMessage(), wait);
            }
            stop.sleep(wait);
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        } while (!stop.stopped());
        return Optional.empty();
    }

    private void failed(String what, String why, Duration wait) {
        String message = "Cannot " + what + ": the registry " + why;
        problem.accept(message);
        LOG.warnf(
                "%s. Trying again in %d ms; the experiment learns on when it succeeds. Is the registry running, and is"
                        + " QUARKUS_REST_CLIENT_REGISTRY_URL its address?",
                message, wait.toMillis());
    }
}
