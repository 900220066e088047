package dev.affix.inference.completions;

import dev.affix.inference.follow.BankFullException;
import dev.affix.inference.follow.Guests;
import dev.affix.inference.follow.RefusedException;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.generation.TextModel;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.roster.RunningExperiment;
import dev.affix.inference.roster.ServedVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Finds the prefix of a call: none for the backbone itself, else that of an experiment's served arm, of an alias, or of the version that the
 * call names, which is fetched from the registry where it is not resident. Thread-safe.
 */
@ApplicationScoped
class Choice {
    private final TextModel model;
    private final Rosters rosters;
    private final Guests guests;
    private final Readiness readiness;

    Choice(TextModel model, Rosters rosters, Guests guests, Readiness readiness) {
        this.model = model;
        this.rosters = rosters;
        this.guests = guests;
        this.readiness = readiness;
    }

    /** Returns the names that a call may give as its model. */
    List<String> models() {
        Roster roster = rosters.current();
        return Stream.of(
                        Stream.of(model.backboneName()),
                        roster.experiments().keySet().stream(),
                        roster.aliases().keySet().stream())
                .flatMap(names -> names)
                .distinct()
                .toList();
    }

    Chosen of(CompletionRequest request) {
        String adapter = request.adapter();
        boolean backbone = request.model().equals(model.backboneName());
        if (backbone && adapter == null) {
            return Chosen.NONE;
        }
        if (!readiness.isCaughtUp()) {
            throw new CompletionException(503, null, "The service is starting; try again soon");
        }
        // A prefix is copied when its text begins; it need not be resident longer than it takes to find it.
        try (Rosters.Lease lease = rosters.lease()) {
            Roster roster = lease.roster();
            if (!backbone
                    && !roster.experiments().containsKey(request.model())
                    && !roster.aliases().containsKey(request.model())) {
                throw new CompletionException(
                        404,
                        "model",
                        "'model' is '" + request.model() + "', which is neither the backbone '" + model.backboneName()
                                + "' nor a running experiment nor an alias with a resident version");
            }
            if (adapter == null) {
                return chosen(own(roster, request).digest());
            }
            if (roster.version(adapter).isPresent()) {
                return chosen(roster.version(adapter).get().digest());
            }
            if (!adapter.matches("[0-9a-f]{64}")) {
                throw new CompletionException(
                        404, "adapter", "'adapter' is '" + adapter + "', which is no alias and no digest");
            }
            try (Guests.Visit visit = guests.visit(adapter)) {
                return chosen(visit.version().digest());
            }
        } catch (UnavailableException e) {
            throw e.unknown()
                    ? new CompletionException(
                            404, "adapter", "'adapter' is '" + adapter + "', which the registry does not know")
                    : new CompletionException(
                            503, "adapter", "Adapter " + adapter + " cannot be had now: " + e.getMessage());
        } catch (RefusedException e) {
            throw CompletionException.field("adapter", "cannot be used: " + e.getMessage());
        } catch (BankFullException e) {
            throw new CompletionException(503, null, String.valueOf(e.getMessage()));
        }
    }

    private static ServedVersion own(Roster roster, CompletionRequest request) {
        RunningExperiment running = roster.experiments().get(request.model());
        String unit = request.unit() == null ? UUID.randomUUID().toString() : request.unit();
        return running == null
                ? roster.version(request.model()).orElseThrow()
                : running.served(unit).version();
    }

    private Chosen chosen(String digest) {
        return new Chosen(digest, model.adapter(digest));
    }
}
