package dev.affix.inference.oip;

import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.RunningExperiment;
import dev.affix.inference.roster.ServedVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the version that answers a call. A model is a running experiment or an alias. */
final class Selection {
    private Selection() {}

    /** Returns whether an adapter is named by a digest that the roster does not know: one to be fetched. */
    static boolean isGuest(Roster roster, @Nullable String adapter) {
        return adapter != null
                && adapter.matches("[0-9a-f]{64}")
                && roster.version(adapter).isEmpty();
    }

    /** Returns the version that was fetched for a call. */
    static ServedVersion guest(Roster roster, String model, ServedVersion named) {
        return withLabels(named, labels(roster, model), named.digest(), model);
    }

    /**
     * Returns the version.
     *
     * @param adapter digest or alias; the experiment's served arm or the alias's version if null
     * @param unit the unit whose hash chooses the arm in {@code split} mode
     * @throws ProtocolException 404 for an unknown model or adapter, 503 for an experiment that cannot answer yet
     */
    static ServedVersion version(Roster roster, String model, @Nullable String adapter, String unit) {
        List<String> labels = labels(roster, model);
        if (adapter == null) {
            RunningExperiment running = roster.experiments().get(model);
            return running == null
                    ? aliased(roster, model)
                    : running.served(unit).version();
        }
        ServedVersion named = roster.version(adapter)
                .orElseThrow(() -> ProtocolException.notFound(
                        "Adapter '" + adapter + "' is no alias and no digest: name one of them"));
        return withLabels(named, labels, adapter, model);
    }

    private static ServedVersion withLabels(ServedVersion named, List<String> labels, String adapter, String model) {
        if (!named.labels().equals(labels)) {
            throw ProtocolException.badRequest("Adapter '" + adapter + "' has other labels than model '" + model + "'");
        }
        return named;
    }

    /**
     * Returns the labels of a model: the order of its probabilities.
     *
     * @throws ProtocolException 400 for a model that names no label
     */
    static List<String> labels(Roster roster, String model) {
        List<String> labels = labelsOrNone(roster, model);
        if (labels.isEmpty()) {
            throw ProtocolException.badRequest("Model '" + model + "' "
                    + (roster.experiments().containsKey(model) ? "" : "is an adapter without a head: it ")
                    + "generates texts and names no label; use /v2/models/" + model
                    + "/generate or /v1/completions");
        }
        return labels;
    }

    /** Returns the labels of a model, none if it generates texts. */
    static List<String> labelsOrNone(Roster roster, String model) {
        RunningExperiment running = roster.experiments().get(model);
        return running == null
                ? aliased(roster, model).labels()
                : running.experiment().labels();
    }

    /** Returns the numbers of the versions of a model that answer now. */
    static List<String> versions(Roster roster, String model) {
        RunningExperiment running = roster.experiments().get(model);
        Stream<ServedVersion> versions = running == null
                ? Stream.of(aliased(roster, model))
                : running.arms().stream().map(RunningExperiment.ArmVersion::version);
        return versions.map(version -> Long.toString(version.version()))
                .distinct()
                .toList();
    }

    private static ServedVersion aliased(Roster roster, String model) {
        return Optional.ofNullable(roster.aliases().get(model)).orElseThrow(() -> missing(roster, model));
    }

    private static ProtocolException missing(Roster roster, String model) {
        String waiting = roster.waiting().get(model);
        return waiting == null
                ? ProtocolException.notFound(
                        "Model '" + model + "' is neither a running experiment nor an alias with a resident version")
                : ProtocolException.unavailable("Model '" + model + "' cannot answer yet: " + waiting);
    }
}
