package dev.affix.registry.endpoint;

import dev.affix.contracts.AliasMoved;
import dev.affix.contracts.MoveAlias;
import dev.affix.contracts.Topics;
import dev.affix.registry.domain.Aliases;
import dev.affix.registry.domain.Refusal;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Aliases and where they pointed. */
@Path("/v1/aliases")
@Produces(MediaType.APPLICATION_JSON)
public class AliasResource {
    private final Aliases aliases;
    private final Waiting waiting;

    AliasResource(Aliases aliases, Waiting waiting) {
        this.aliases = aliases;
        this.waiting = waiting;
    }

    /**
     * Points an alias to a version.
     *
     * @param wait {@code true}: answer once every inference replica that lives answers the alias with it
     * @param timeout seconds to wait at most, up to 60
     */
    @PUT
    @Path("/{alias}")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<AliasMoved> move(
            String alias, @RestQuery @Nullable String wait, @RestQuery @Nullable String timeout, MoveAlias body) {
        return waiting.answer(
                wait, timeout, Topics.ADAPTERS, body.digest(), () -> RestResponse.ok(aliases.move(alias, body)));
    }

    /** Returns where each alias points. */
    @GET
    public List<AliasMoved> all() {
        return aliases.all();
    }

    /** Returns where an alias points. */
    @GET
    @Path("/{alias}")
    public AliasMoved find(String alias) {
        return aliases.find(alias).orElseThrow(() -> Refusal.unknown("Alias " + alias));
    }

    /** Returns an alias's moves, oldest first. */
    @GET
    @Path("/{alias}/history")
    public List<AliasMoved> history(String alias) {
        List<AliasMoved> history = aliases.history(alias);
        if (history.isEmpty()) {
            throw Refusal.unknown("Alias " + alias);
        }
        return history;
    }
}
