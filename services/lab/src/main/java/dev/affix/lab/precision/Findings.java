package dev.affix.lab.precision;

import dev.affix.lab.study.McNemar;
import dev.affix.lab.study.PairedTTest;
import dev.affix.prefix.engine.Precision;
import dev.affix.prefix.variant.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the answers say. The reference is always tuned and served in single precision. */
final class Findings {
    private final List<Variant> variants;
    private final List<Long> seeds;
    private final Set<Precision> tunedIn;
    private final Map<Trial, Answers> answers;

    /**
     * Creates them.
     *
     * @param tunedIn precisions that adapters were tuned in, among them single precision
     */
    Findings(List<Variant> variants, List<Long> seeds, Set<Precision> tunedIn, Map<Trial, Answers> answers) {
        this.variants = variants;
        this.seeds = seeds;
        this.tunedIn = tunedIn;
        this.answers = answers;
    }

    /** Which of the two is in bfloat16. */
    enum Change {
        SERVED("served in bfloat16", Precision.FLOAT32, Precision.BFLOAT16),
        TUNED("tuned in bfloat16", Precision.BFLOAT16, Precision.FLOAT32),
        BOTH("tuned and served in bfloat16", Precision.BFLOAT16, Precision.BFLOAT16);

        private final String label;
        private final Precision tunedIn;
        private final Precision servedIn;

        Change(String label, Precision tunedIn, Precision servedIn) {
            this.label = label;
            this.tunedIn = tunedIn;
            this.servedIn = servedIn;
        }

        String label() {
            return label;
        }
    }

    /**
     * A cell of the two by two.
     *
     * @param interval mean, standard error and 95 % interval over seeds (Student)
     */
    record Accuracy(Variant variant, Precision tunedIn, Precision servedIn, PairedTTest interval) {}

    /**
     * What a change does, over the same test examples and seeds.
     *
     * @param variant empty for the mean over all variants
     * @param changed share of the answers that are other answers
     * @param test accuracy after the change minus before, paired by seed
     * @param tHolm its p-value, adjusted for all variants and changes
     * @param mcNemar first: right only without the change; second: right only with it. Counted over seeds; NaN for the mean over
     *     variants, whose answers are to the same texts
     * @param mcNemarHolm its p-value, adjusted likewise
     */
    record Effect(
            Optional<Variant> variant,
            Change change,
            double changed,
            PairedTTest test,
            double tHolm,
            McNemar mcNemar,
            double mcNemarHolm) {}

    List<Accuracy> accuracies() {
        List<Accuracy> all = new ArrayList<>();
        for (Variant variant : variants) {
            for (Precision tuned : tunedIn) {
                for (Precision servedIn : Answers.COMPARED) {
                    all.add(new Accuracy(
                            variant,
                            tuned,
                            servedIn,
                            PairedTTest.of(seeds.stream()
                                    .mapToDouble(
                                            seed -> at(variant, seed, tuned).accuracy(servedIn))
                                    .toArray())));
                }
            }
        }
        return all;
    }

    /** Returns the effects by variant, adjusted for each other, then those on the mean over variants. */
    List<Effect> effects() {
        List<Effect> raw = new ArrayList<>();
        for (Variant variant : variants) {
            for (Change change : changes()) {
                raw.add(effect(Optional.of(variant), List.of(variant), change));
            }
        }
        double[] t = PairedTTest.holm(
                raw.stream().mapToDouble(effect -> effect.test.p()).toArray());
        double[] mcNemar = PairedTTest.holm(
                raw.stream().mapToDouble(effect -> effect.mcNemar.p()).toArray());
        List<Effect> all = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            Effect e = raw.get(i);
            all.add(new Effect(e.variant, e.change, e.changed, e.test, t[i], e.mcNemar, mcNemar[i]));
        }
        List<Effect> means = new ArrayList<>();
        for (Change change : changes()) {
            means.add(effect(Optional.empty(), variants, change));
        }
        double[] meanT = PairedTTest.holm(
                means.stream().mapToDouble(effect -> effect.test.p()).toArray());
        for (int i = 0; i < meanT.length; i++) {
            Effect e = means.get(i);
            all.add(new Effect(e.variant, e.change, e.changed, e.test, meanT[i], e.mcNemar, Double.NaN));
        }
        return all;
    }

    private List<Change> changes() {
        return Arrays.stream(Change.values())
                .filter(change -> tunedIn.contains(change.tunedIn))
                .toList();
    }

    private Effect effect(Optional<Variant> name, List<Variant> over, Change change) {
        double[] differences = new double[seeds.size()];
        int changed = 0;
        int lost = 0;
        int won = 0;
        int all = 0;
        for (int s = 0; s < seeds.size(); s++) {
            for (Variant variant : over) {
                Answers before = at(variant, seeds.get(s), Precision.FLOAT32);
                Answers after = at(variant, seeds.get(s), change.tunedIn);
                List<Integer> one = before.of(Precision.FLOAT32);
                List<Integer> other = after.of(change.servedIn);
                differences[s] += (after.accuracy(change.servedIn) - before.accuracy(Precision.FLOAT32)) / over.size();
                for (int i = 0; i < one.size(); i++) {
                    boolean wasRight = one.get(i).equals(before.labels().get(i));
                    boolean isRight = other.get(i).equals(before.labels().get(i));
                    changed += one.get(i).equals(other.get(i)) ? 0 : 1;
                    lost += wasRight && !isRight ? 1 : 0;
                    won += !wasRight && isRight ? 1 : 0;
                    all++;
                }
            }
        }
        return new Effect(
                name,
                change,
                (double) changed / all,
                PairedTTest.of(differences),
                Double.NaN,
                McNemar.of(lost, won),
                Double.NaN);
    }

    private Answers at(Variant variant, long seed, Precision tunedIn) {
        return Objects.requireNonNull(answers.get(new Trial(variant, seed, tunedIn)));
    }
}
