package dev.affix.metrics.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Documents of the metrics API as a real loop would give them: arms that learn at different speeds, drawn from a seed.
 * The intervals and e-values have the right shape; that they are right is not this class's business.
 */
final class CannedLoop {
    static final String NAME = "wordnet";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Instant START = Instant.parse("2026-11-23T15:00:00Z");
    private static final int WINDOW = 500;
    private static final int PUBLISH_EVERY = 64;
    private static final int STEP = 10;
    private static final double ALPHA = 0.05;
    private static final double MARGIN = 0.01;

    /** An arm's probability to be right after n examples: first + gain · (1 − exp(−n / speed)). */
    private record Learner(String arm, double first, double gain, double speed) {
        double accuracy(int examples) {
            return first + gain * (1 - Math.exp(-examples / speed));
        }
    }

    private static final List<Learner> ARMS = List.of(
            new Learner("linear-probe", 0.06, 0.55, 420),
            new Learner("no-share", 0.05, 0.62, 520),
            new Learner("simple-share", 0.05, 0.64, 430),
            new Learner("deep-share", 0.05, 0.70, 330));

    private final String experiment;
    private final int most;
    /** [arm][n]: right answers among the first n. */
    private final int[][] right;

    CannedLoop(String experiment, int most, long seed) {
        this.experiment = experiment;
        this.most = most;
        right = new int[ARMS.size()][most + 1];
        Random random = new Random(seed);
        for (int n = 1; n <= most; n++) {
            // Arms answer the same text: what is hard for one is hard for the others.
            double hardness = random.nextDouble();
            for (int arm = 0; arm < ARMS.size(); arm++) {
                double own = 0.65 * hardness + 0.35 * random.nextDouble();
                double threshold = ARMS.get(arm).accuracy(n);
                right[arm][n] = right[arm][n - 1] + (own < threshold ? 1 : 0);
            }
        }
    }

    /** The list of experiments with this one alone. */
    ArrayNode experiments() {
        ArrayNode list = JSON.arrayNode();
        list.add(summary());
        return list;
    }

    ObjectNode summary() {
        ObjectNode summary = JSON.objectNode();
        summary.put("name", experiment).put("task", "wordnet-lexnames").put("status", "running");
        summary.put("mode", "paired").put("scored", most).put("pairs", 6).put("decided", 5);
        summary.put("guardsTripped", 0).put("samePolicy", false).put("falseAlarms", 0);
        ArrayNode arms = summary.putArray("arms");
        ARMS.forEach(arm -> arms.add(arm.arm));
        return summary;
    }

    /** The document after so many scored examples. */
    ObjectNode live(int scored) {
        ObjectNode live = JSON.objectNode();
        live.put("experiment", experiment).put("task", "wordnet-lexnames").put("status", "running");
        live.put("alpha", ALPHA).put("margin", MARGIN).put("primaryScore", "accuracy");
        live.put("segmentBy", "language");
        live.put("asOf", START.plusMillis(120L * scored).toString());
        live.set("counts", counts(scored));
        ArrayNode guards = live.putArray("guards");
        guard(guards, "dose", "96 versions answered, each for its own arm");
        guard(guards, "same-input", "0 of " + scored + " predictions were not answered by every arm");
        guard(
                guards,
                "label-drift",
                "evidence 10^0.0 of 10^3 that trip it: that the distribution of labels has changed");
        ArrayNode arms = live.putArray("arms");
        for (int arm = 0; arm < ARMS.size(); arm++) {
            arms.add(arm(arm, scored));
        }
        ArrayNode pairs = live.putArray("pairs");
        for (int a = 0; a < ARMS.size(); a++) {
            for (int b = a + 1; b < ARMS.size(); b++) {
                pairs.add(pair(a, b, scored));
            }
        }
        return live;
    }

    /** The same with arms that generate texts, whose chrF is what accuracy is above. */
    ObjectNode generating(int scored) {
        ObjectNode live = live(scored);
        live.put("primaryScore", "chrf");
        for (JsonNode node : live.get("arms")) {
            ObjectNode arm = (ObjectNode) node;
            ObjectNode scores = (ObjectNode) arm.remove("scores");
            arm.remove("logLoss");
            ObjectNode texts = arm.putObject("texts");
            for (String view : List.of("sinceStart", "window", "faded")) {
                double chrf = scores.get(view).get("accuracy").asDouble();
                texts.putObject(view)
                        .put("examples", scores.get(view).get("examples").asDouble())
                        .put("exactMatch", 0.1 * chrf)
                        .put("bleu", 0.5 * chrf)
                        .put("rougeL", 0.9 * chrf)
                        .put("chrf", chrf);
            }
            for (JsonNode segment : arm.get("segments")) {
                double chrf = segment.get("accuracy").asDouble();
                ((ObjectNode) segment).remove(List.of("logLoss", "brier"));
                ((ObjectNode) segment)
                        .put("accuracy", 0.1 * chrf)
                        .put("chrf", chrf)
                        .put("rougeL", 0.9 * chrf);
            }
        }
        return live;
    }

    private static void guard(ArrayNode guards, String guard, String detail) {
        guards.addObject().put("guard", guard).put("tripped", false).put("detail", detail);
    }

    private static ObjectNode counts(int scored) {
        ObjectNode counts = JSON.objectNode();
        int pending = Math.min(143, 40 + scored / 9);
        int unlabelled = scored / 400;
        counts.put("predictions", scored + pending + unlabelled).put("scored", scored);
        int predictions = scored + pending + unlabelled;
        counts.put("pending", pending).put("pendingShare", (double) pending / predictions);
        counts.put("late", scored / 700).put("unlabelled", unlabelled);
        counts.put("duplicatePredictions", scored / 900).put("duplicateLabels", scored / 300);
        return counts.put("deadLetters", scored / 1000);
    }

    private ObjectNode arm(int arm, int scored) {
        ObjectNode node = JSON.objectNode();
        node.put("arm", ARMS.get(arm).arm).put("variant", ARMS.get(arm).arm).put("examples", scored);
        ObjectNode curve = JSON.objectNode();
        ArrayNode versions = versions(arm, scored);
        if (scored > 0) {
            node.put("accuracy", accuracy(arm, 0, scored)).put("logLoss", 3.8 - 3.1 * accuracy(arm, 0, scored));
            node.put("rollingAccuracy", accuracy(arm, Math.max(0, scored - WINDOW), scored));
            node.put("firstWindowAccuracy", accuracy(arm, 0, Math.min(WINDOW, scored)));
        }
        node.put("rollingWindow", WINDOW);
        if (scored > 0) {
            ObjectNode scores = node.putObject("scores");
            scores.set("sinceStart", scores(arm, 0, scored));
            scores.set("window", scores(arm, Math.max(0, scored - WINDOW), scored));
            scores.set("faded", scores(arm, Math.max(0, scored - 2 * WINDOW), scored));
            node.set("segments", segments(arm, scored));
            node.putObject("cost")
                    .put("answers", scored)
                    .put("meanLatency", 0.0123 + 0.001 * arm)
                    .put("medianLatency", 0.0098 + 0.001 * arm)
                    .put("latency99", 0.0871 + 0.01 * arm)
                    .put("meanCompute", 0.00042)
                    .put("meanTokens", 14.25);
        }
        JsonNode newest = versions.get(versions.size() - 1);
        ObjectNode adapter = node.putObject("adapter");
        List.of("digest", "version", "examples", "publishedAt").forEach(field -> adapter.set(field, newest.get(field)));
        ArrayNode examples = curve.putArray("examples");
        ArrayNode cumulative = curve.putArray("accuracy");
        ArrayNode rolling = curve.putArray("rolling");
        for (int n = STEP; n <= scored; n += STEP) {
            examples.add(n);
            cumulative.add(accuracy(arm, 0, n));
            rolling.add(accuracy(arm, Math.max(0, n - WINDOW), n));
        }
        node.set("curve", curve);
        node.set("efficiency", efficiency(arm, scored));
        node.set("versions", versions);
        return node;
    }

    /** The scores of each of three labels, of which the last was never one. */
    ArrayNode classes(int scored) {
        ArrayNode classes = JSON.arrayNode();
        for (int k = 0; k < 3; k++) {
            ObjectNode label = classes.addObject()
                    .put(
                            "label",
                            List.of("noun.act", "noun.animal", "verb.weather").get(k));
            ArrayNode arms = label.putArray("arms");
            for (int arm = 0; arm < ARMS.size(); arm++) {
                ObjectNode one = arms.addObject().put("arm", ARMS.get(arm).arm);
                for (String view : List.of("sinceStart", "window", "faded")) {
                    one.putObject(view)
                            .put("support", k == 2 ? 0 : (view.equals("window") ? WINDOW : scored) * (k + 1) / 3.0)
                            .put("precision", k == 2 ? 0 : 0.5 + 0.1 * arm)
                            .put("recall", k == 2 ? 0 : 0.6 + 0.1 * arm)
                            .put("f1", k == 2 ? 0 : 0.55 + 0.1 * arm);
                }
            }
        }
        return classes;
    }

    /** English and German requests, and some that say neither. */
    private ArrayNode segments(int arm, int scored) {
        ArrayNode segments = JSON.arrayNode();
        double accuracy = accuracy(arm, 0, scored);
        segment(segments.addObject().put("kind", "value").put("value", "de"), scored / 4, 0.8 * accuracy);
        segment(segments.addObject().put("kind", "value").put("value", "en"), scored - scored / 4 - 7, accuracy);
        segment(segments.addObject().put("kind", "none"), 7, 0.5 * accuracy);
        return segments;
    }

    private static void segment(ObjectNode segment, int examples, double accuracy) {
        segment.put("examples", examples).put("accuracy", accuracy);
        segment.put("logLoss", 3.8 - 3.1 * accuracy).put("brier", 0.5 * (1 - accuracy));
    }

    /** An arm that is a little too sure: right in 0.9 of the cases in which it says so. */
    private ObjectNode scores(int arm, int from, int until) {
        ObjectNode scores = JSON.objectNode();
        int scored = until - from;
        double accuracy = accuracy(arm, from, until);
        scores.put("examples", scored).put("accuracy", accuracy).put("logLoss", 3.8 - 3.1 * accuracy);
        scores.put("macroF1", 0.93 * accuracy).put("brier", 0.5 * (1 - accuracy));
        scores.putArray("top").add(accuracy).add(1 - 0.5 * (1 - accuracy)).add(1 - 0.3 * (1 - accuracy));
        scores.put("calibrationError", 0.1 * accuracy);
        ArrayNode bins = scores.putArray("reliability");
        for (int bin = 0; bin < 10; bin++) {
            int examples = bin == 0 ? 0 : scored * bin / 45;
            ObjectNode node = bins.addObject();
            node.put("lower", bin / 10.0).put("upper", (bin + 1) / 10.0).put("examples", examples);
            if (examples > 0) {
                double confidence = (bin + 0.5) / 10;
                node.put("confidence", confidence).put("accuracy", 0.9 * confidence);
            }
        }
        return scores;
    }

    /** A point per hundred examples; the fitted curve goes through all of them, as if none fell. */
    private ObjectNode efficiency(int arm, int scored) {
        ObjectNode efficiency = JSON.objectNode();
        ArrayNode trainedOn = efficiency.putArray("trainedOn");
        ArrayNode accuracy = efficiency.putArray("accuracy");
        ArrayNode answered = efficiency.putArray("answered");
        ArrayNode fitted = efficiency.putArray("fitted");
        ArrayNode needed = efficiency.putArray("needed");
        double best = 0;
        int reached = 0;
        for (int n = 0; n + 100 <= scored; n += 100) {
            double share = accuracy(arm, n, n + 100);
            best = Math.max(best, share);
            trainedOn.add(n);
            accuracy.add(share);
            answered.add(100);
            fitted.add(best);
            while (0.05 * (reached + 1) <= best) {
                reached++;
                needed.addObject().put("level", reached / 20.0).put("examples", n);
            }
        }
        return efficiency;
    }

    private ArrayNode versions(int arm, int scored) {
        ArrayNode versions = JSON.arrayNode();
        for (int version = 1; (version - 1) * PUBLISH_EVERY <= scored; version++) {
            int examples = (version - 1) * PUBLISH_EVERY;
            ObjectNode node = versions.addObject();
            node.put("version", version).put("digest", digest(arm, version)).put("examples", examples);
            node.put("publishedAt", START.plusMillis(120L * examples).toString());
            int servedFrom = version == 1 ? 1 : examples + 25 + 9 * arm;
            if (servedFrom <= scored) {
                node.put("servedFrom", servedFrom).put("rightBefore", right[arm][servedFrom - 1]);
            }
        }
        return versions;
    }

    private ObjectNode pair(int a, int b, int scored) {
        ObjectNode pair = JSON.objectNode();
        pair.put("armA", ARMS.get(a).arm).put("armB", ARMS.get(b).arm);
        ObjectNode curve = JSON.objectNode();
        ArrayNode examples = curve.putArray("examples");
        ArrayNode difference = curve.putArray("difference");
        ArrayNode lower = curve.putArray("lower");
        ArrayNode upper = curve.putArray("upper");
        ArrayNode logA = curve.putArray("logEValueA");
        ArrayNode logB = curve.putArray("logEValueB");
        double forA = 0;
        double forB = 0;
        double squares = 0;
        double mean = 0;
        double radius = 1;
        int n = 0;
        for (n = 1; n <= scored; n++) {
            int step = (right[a][n] - right[a][n - 1]) - (right[b][n] - right[b][n - 1]);
            squares += step * step;
            forA += Math.log1p(0.15 * step);
            forB += Math.log1p(-0.15 * step);
            mean = (double) (right[a][n] - right[b][n]) / n;
            double variance = (squares + 1) / n;
            radius = 1.3 * Math.sqrt(variance * (Math.log(Math.log(2.0 * n + 2)) + 0.72 * Math.log(10.4 / ALPHA)) / n);
            if (n % STEP == 0) {
                examples.add(n);
                difference.add(mean);
                lower.add(Math.max(-1, mean - radius));
                upper.add(Math.min(1, mean + radius));
                logA.add(forA);
                logB.add(forB);
            }
        }
        double low = Math.max(-1, mean - radius);
        double high = Math.min(1, mean + radius);
        pair.put("n", scored);
        if (scored > 0) {
            pair.put("difference", mean).put("lower", low).put("upper", high);
        }
        pair.put("eValueA", Math.exp(forA)).put("eValueB", Math.exp(forB));
        pair.put("logEValueA", forA).put("logEValueB", forB);
        boolean equivalent = scored > 0 && low >= -MARGIN && high <= MARGIN;
        String decided = low > 0 ? "A better" : high < 0 ? "B better" : "undecided";
        pair.put("verdict", equivalent ? "equivalent" : decided);
        pair.put("sentence", sentence(a, b, scored, low, high)).put("samePolicy", false);
        pair.putObject("signTest")
                .put("winsA", scored / 10)
                .put("winsB", scored / 5)
                .put("logEValueA", -5.0)
                .put("logEValueB", scored / 40.0);
        pair.put("holdsForAllPairs", !equivalent && !decided.equals("undecided"));
        pair.set("curve", curve);
        pair.putArray("watermark").addObject().put("partition", 0).put("offset", scored);
        return pair;
    }

    /** As the service says it of a pair of which B is better; the other words are its own test's business. */
    private static String sentence(int a, int b, int scored, double low, double high) {
        String chance = "; chance of a false alarm at most 5 % however often you look";
        String names = ARMS.get(b).arm + (high < 0 ? " is better than " : " is not told from ") + ARMS.get(a).arm;
        return scored == 0
                ? names + ": no label yet"
                : String.format(
                        Locale.ROOT,
                        "%s by %.1f to %.1f points after %,d labels%s",
                        names,
                        -100 * high,
                        -100 * low,
                        scored,
                        chance);
    }

    private double accuracy(int arm, int from, int to) {
        return (double) (right[arm][to] - right[arm][from]) / (to - from);
    }

    /** Most scored examples there are. */
    int most() {
        return most;
    }

    private static String digest(int arm, int version) {
        byte[] bytes = new byte[32];
        new Random(1000L * arm + version).nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
