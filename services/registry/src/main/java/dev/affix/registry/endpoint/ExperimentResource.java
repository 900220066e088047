package dev.affix.registry.endpoint;

import dev.affix.contracts.Experiment;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import dev.affix.registry.domain.Experiments;
import dev.affix.registry.domain.Refusal;
import dev.affix.registry.domain.VerdictPage;
import dev.affix.registry.domain.Verdicts;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Experiments and their verdicts. */
@Path("/v1/experiments")
@Produces(MediaType.APPLICATION_JSON)
public class ExperimentResource {
    private static final int MAX_PAGE = 1_000;
    /** Seconds; well below the time after which proxies give up. */
    private static final int MAX_WAIT = 30;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Experiments experiments;
    private final Verdicts verdicts;
    private final Waiting waiting;

    ExperimentResource(Experiments experiments, Verdicts verdicts, Waiting waiting) {
        this.experiments = experiments;
        this.verdicts = verdicts;
        this.waiting = waiting;
    }

    /**
     * Creates a running experiment: 201, or 200 with the one of the same content that is there.
     *
     * @param wait {@code true}: answer once every inference replica that lives knows it; it answers when its arms have versions
     * @param timeout seconds to wait at most, up to 60
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<Experiment> create(
            @RestQuery @Nullable String wait, @RestQuery @Nullable String timeout, Experiment body) {
        return waiting.answer(
                wait, timeout, Topics.EXPERIMENTS, null, () -> Answers.createdOrOk(experiments.create(body)));
    }

    /** Returns all experiments, oldest first. */
    @GET
    public List<Experiment> all() {
        return experiments.all();
    }

    /** Returns an experiment. */
    @GET
    @Path("/{name}")
    public Experiment find(String name) {
        return experiments.find(name).orElseThrow(() -> Refusal.unknown("Experiment " + name));
    }

    /**
     * Stops an experiment; a stopped one stays as it is.
     *
     * @param wait {@code true}: answer once no inference replica that lives answers for it
     * @param timeout seconds to wait at most, up to 60
     */
    @POST
    @Path("/{name}/stop")
    public RestResponse<Experiment> stop(
            String name, @RestQuery @Nullable String wait, @RestQuery @Nullable String timeout) {
        return waiting.answer(wait, timeout, Topics.EXPERIMENTS, null, () -> RestResponse.ok(experiments.stop(name)));
    }

    /** Returns the newest verdict of each pair of arms. */
    @GET
    @Path("/{name}/verdicts")
    public List<Verdict> verdicts(String name) {
        return verdicts.of(find(name).name());
    }

    /**
     * Returns verdicts in the order in which they were reached: at once if there are some, else when there are, with an empty
     * list after the time to wait.
     *
     * @param after number of the last one known, 0 for none
     * @param limit how many at the most
     * @param wait seconds, such as {@code 30s} or {@code 30}
     */
    @GET
    @Path("/{name}/verdicts/history")
    @Blocking
    public Uni<VerdictPage> history(
            String name,
            @RestQuery @DefaultValue("0") String after,
            @RestQuery @DefaultValue("100") String limit,
            @RestQuery @DefaultValue("0s") String wait) {
        String experiment = find(name).name();
        long from = number("after", after, Long.MAX_VALUE);
        int most = (int) number("limit", limit, MAX_PAGE);
        long seconds = number("wait", wait.endsWith("s") ? wait.substring(0, wait.length() - 1) : wait, MAX_WAIT);
        VerdictPage now = verdicts.history(experiment, from, most);
        if (seconds == 0 || !now.verdicts().isEmpty()) {
            return Uni.createFrom().item(now);
        }
        // Another replica may take the verdict: the database is looked at, not what this one has heard.
        return Multi.createFrom()
                .ticks()
                .every(LOOK)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(tick -> verdicts.history(experiment, from, most))
                .filter(page -> !page.verdicts().isEmpty())
                .toUni()
                .ifNoItem()
                .after(Duration.ofSeconds(seconds))
                .recoverWithItem(now);
    }

    private static long number(String field, String text, long most) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Refusal(
                Refusal.Kind.INVALID, field, field + " is '" + text + "'; it must be a number from 0 to " + most + ".");
    }
}
