package dev.affix.inference.follow;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Generation;
import dev.affix.inference.follow.RefusedException.Reason;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.roster.Catalog.Candidate;
import dev.affix.inference.roster.Rosters;
import java.util.List;

/**
 * The checks between a published version and a resident one: its bytes have its digest, it was tuned on this backbone,
 * and its labels are the experiment's in the experiment's order: none where its arms generate texts, which takes a decoder. Used by one
 * thread.
 */
public final class Admission {
    private final VersionSource source;
    private final AdapterBank bank;
    private final Rosters rosters;
    private final Loader loader;

    /** Creates one. */
    public Admission(VersionSource source, AdapterBank bank, Rosters rosters, Loader loader) {
        this.source = source;
        this.bank = bank;
        this.rosters = rosters;
        this.loader = loader;
    }

    /** Returns where versions come from. */
    VersionSource source() {
        return source;
    }

    /**
     * Makes a version resident.
     *
     * @return what was published under the candidate's digest
     * @throws UnavailableException if the registry cannot give it now
     * @throws RefusedException if it fails a check; nothing changed then
     */
    public AdapterPublished admit(Candidate candidate) throws UnavailableException, RefusedException {
        AdapterPublished known = candidate.version();
        AdapterPublished version = known == null ? source.version(candidate.digest()) : known;
        Experiment experiment = candidate.experiment();
        if (experiment != null) {
            check(version, experiment);
        }
        rosters.pin(version.digest());
        loader.load(version.digest(), version.labels());
        return version;
    }

    private void check(AdapterPublished version, Experiment experiment) throws RefusedException {
        String wanted = experiment.backbone();
        if (wanted != null && !wanted.equals(bank.backboneDigest())) {
            throw new RefusedException(
                    Reason.OTHER_BACKBONE,
                    "Experiment " + experiment.name() + " wants backbone " + wanted + ", but this service runs "
                            + bank.backboneDigest() + ". Start a service with that backbone.");
        }
        Generation generation = experiment.generation();
        if (generation != null) {
            checkGenerates(experiment.name(), generation);
        }
        if (!version.lineage().backbone().equals(bank.backboneDigest())) {
            throw new RefusedException(
                    Reason.OTHER_BACKBONE,
                    name(version) + " was tuned on backbone "
                            + version.lineage().backbone() + ", but this service runs " + bank.backboneDigest());
        }
        List<String> labels = version.labels();
        if (!labels.equals(experiment.labels())) {
            throw new RefusedException(
                    Reason.OTHER_LABELS,
                    name(version) + " has labels " + labels + ", but experiment " + experiment.name() + " has "
                            + experiment.labels() + "; names and order must be the same");
        }
    }

    private void checkGenerates(String experiment, Generation generation) throws RefusedException {
        if (!bank.generates()) {
            throw new RefusedException(
                    Reason.OTHER_BACKBONE,
                    "Experiment " + experiment + " generates texts, but backbone " + bank.backboneName()
                            + " is an encoder. Start a service with a decoder.");
        }
        if (generation.maxTokens() >= bank.positions()) {
            throw new RefusedException(
                    Reason.OTHER_BACKBONE,
                    "Experiment " + experiment + " generates up to " + generation.maxTokens() + " tokens, but backbone "
                            + bank.backboneName() + " has " + bank.positions()
                            + " positions for them and the request together. Ask for fewer.");
        }
    }

    private static String name(AdapterPublished version) {
        return "Version " + version.version() + " of " + version.adapter() + " (" + version.digest() + ")";
    }
}
