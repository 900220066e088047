package dev.affix.observability;

import static dev.affix.observability.Chart.lines;
import static dev.affix.observability.Chart.numbers;

import dev.affix.observability.grafana.Dashboard;
import java.util.List;

/**
 * The dashboards. A panel whose counter does not exist before its first event says {@code or vector(0)}: nothing happened is
 * an answer, no data is not.
 */
public final class Dashboards {
    private static final String PICKED = "{experiment=\"$experiment\"}";
    private static final String PAIR = "{experiment=\"$experiment\",arm_a=\"$arm_a\",arm_b=\"$arm_b\"}";
    private static final String EITHER = "{experiment=\"$experiment\",arm=~\"$arm_a|$arm_b\"}";
    private static final String WINDOW = "[$__rate_interval]";

    private Dashboards() {}

    /** Returns all. */
    public static List<Dashboard> all() {
        return List.of(experiments(), comparison(), inference(), training(), kafka());
    }

    private static Board withExperiment(String uid, String title, String description) {
        return new Board(uid, title, description)
                .variable("experiment", "Experiment", "label_values(affix_arm_examples, experiment)");
    }

    private static Dashboard experiments() {
        return withExperiment(
                        "affix-experiments",
                        "Affix: experiments",
                        "Which experiments run, how their arms do, and whether anything needs a person.")
                .add(
                        6,
                        4,
                        numbers("Scored examples", "short", "Examples that every arm answered and whose label came.")
                                .query("{{experiment}}", "max by (experiment) (affix_arm_examples)"))
                .add(
                        6,
                        4,
                        numbers("Pairs decided", "short", "Pairs of arms with a verdict, of all running experiments.")
                                .query("decided", "sum(affix_pair_verdict{verdict!=\"undecided\"}) or vector(0)"))
                .add(
                        6,
                        4,
                        numbers("Labels awaited", "short", "Answered requests whose label has not come yet.")
                                .query("{{experiment}}", "sum by (experiment) (affix_join_pending)"))
                .add(
                        6,
                        4,
                        numbers(
                                        "Records refused, last hour",
                                        "short",
                                        "Records sent to dead-letter topics by any service; their headers say why.")
                                .query("refused", "sum(increase(affix_dead_letters_total[1h])) or vector(0)")
                                .decimals(0)
                                .redFrom(1))
                .add(
                        12,
                        4,
                        numbers("Guards tripped", "short", "Of all experiments; one that has tripped stays so.")
                                .query("tripped", "sum(affix_guard_tripped) or vector(0)")
                                .redFrom(1))
                .add(
                        12,
                        4,
                        numbers(
                                        "A/A false alarms",
                                        "short",
                                        "Verdicts that one of two arms of the same policy is better: at most a share alpha of such"
                                                + " pairs may ever have one.")
                                .query("{{experiment}}", "sum by (experiment) (affix_pair_false_alarms) or vector(0)")
                                .redFrom(1))
                .add(
                        12,
                        9,
                        lines(
                                        "Accuracy of the last 500 examples",
                                        "percentunit",
                                        "Share of right answers on examples that the arm had not learned from.")
                                .query("{{arm}}", "affix_arm_rolling_accuracy" + PICKED)
                                .range(0.0, 1.0))
                .add(
                        12,
                        9,
                        lines(
                                        "Accuracy since the start",
                                        "percentunit",
                                        "Prequential accuracy: each example is answered first and learned from afterwards.")
                                .query("{{arm}}", "affix_arm_accuracy" + PICKED)
                                .range(0.0, 1.0))
                .add(
                        12,
                        8,
                        lines(
                                        "Difference of every pair",
                                        "percentunit",
                                        "Accuracy of the first arm minus that of the second. Computed by the metrics service with"
                                                + " a confidence sequence; never compute one from other series.")
                                .query("{{arm_a}} − {{arm_b}}", "affix_pair_difference" + PICKED)
                                .aroundZero())
                .add(
                        12,
                        8,
                        lines("Examples scored per second", "ops", "How fast answers and labels meet.")
                                .query(
                                        "{{experiment}}",
                                        "max by (experiment) (deriv(affix_arm_examples[1m])) > 0 or"
                                                + " max by (experiment) (affix_arm_examples * 0)"))
                .build();
    }

    private static Dashboard comparison() {
        return withExperiment(
                        "affix-comparison",
                        "Affix: one comparison",
                        "Two arms of one experiment: their difference, how sure it is, and what it rests on.")
                .variable("arm_a", "Arm A", "label_values(affix_pair_difference{experiment=\"$experiment\"}, arm_a)")
                .variable(
                        "arm_b",
                        "Arm B",
                        "label_values(affix_pair_difference{experiment=\"$experiment\",arm_a=\"$arm_a\"}, arm_b)")
                .add(
                        6,
                        4,
                        numbers("Verdict", "short", "1 beside the verdict of now; it is fixed by alpha and margin.")
                                .query("{{verdict}}", "affix_pair_verdict" + PAIR + " == 1"))
                .add(
                        6,
                        4,
                        numbers("Difference", "percentunit", "Accuracy of A minus accuracy of B on the same examples.")
                                .query("A − B", "affix_pair_difference" + PAIR)
                                .decimals(1))
                .add(
                        6,
                        4,
                        numbers("Paired examples", "short", "Examples up to the watermark, in the order of prediction.")
                                .query("{{arm}}", "affix_arm_examples" + EITHER))
                .add(
                        6,
                        4,
                        numbers("Labels awaited", "short", "They are not in the comparison yet.")
                                .query("awaited", "sum(affix_join_pending" + PICKED + ")"))
                .add(
                        24,
                        10,
                        lines(
                                        "Difference with its confidence sequence",
                                        "percentunit",
                                        "A minus B. The band holds at all times at once, however often it is looked at: A is better when"
                                                + " it lies above zero, B when below, equivalent when within the margin.")
                                .query("difference", "affix_pair_difference" + PAIR)
                                .query("upper", "affix_pair_upper" + PAIR)
                                .query("lower", "affix_pair_lower" + PAIR)
                                .query("margin", "affix_experiment_margin" + PICKED)
                                .query("− margin", "-affix_experiment_margin" + PICKED)
                                .band("upper", "lower")
                                .dashed("margin")
                                .dashed("− margin")
                                .aroundZero())
                .add(
                        12,
                        8,
                        lines(
                                        "Evidence",
                                        "short",
                                        "Natural logarithm of the e-values; past the dashed line the verdict is decided.")
                                .query("A is better", "affix_pair_log_e_value_a" + PAIR)
                                .query("B is better", "affix_pair_log_e_value_b" + PAIR)
                                .query("decided at ln(2/α)", "ln(2 / affix_experiment_alpha" + PICKED + ")")
                                .dashed("decided at ln(2/α)"))
                .add(
                        12,
                        8,
                        lines(
                                        "Log-loss since the start",
                                        "short",
                                        "Mean negative log-probability of the label, in nats.")
                                .query("{{arm}}", "affix_arm_log_loss" + EITHER)
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines("Accuracy of the last 500 examples", "percentunit", "Of both arms.")
                                .query("{{arm}}", "affix_arm_rolling_accuracy" + EITHER)
                                .range(0.0, 1.0))
                .add(
                        12,
                        8,
                        lines(
                                        "Faded accuracy, and scores of texts",
                                        "percentunit",
                                        "Accuracy with weights that fall to 1/e over 500 answers. Of arms that generate texts: exact matches so"
                                                + " faded, and BLEU, ROUGE-L and chrF since the start.")
                                .query(
                                        "{{arm}} {{score}}",
                                        "affix_arm_text_score" + EITHER + " or affix_arm_faded_accuracy" + EITHER)
                                .range(0.0, 1.0))
                .add(
                        12,
                        8,
                        lines(
                                        "Calibration error",
                                        "percentunit",
                                        "Mean distance between confidence and accuracy over ten bins of confidence (ECE).")
                                .query("{{arm}}", "affix_arm_calibration_error" + EITHER)
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines(
                                        "Guards",
                                        "short",
                                        "1 once something is wrong that the comparison takes for granted; it stays so.")
                                .query("{{guard}}", "affix_guard_tripped" + PICKED)
                                .range(0.0, 1.0))
                .add(
                        12,
                        8,
                        lines("Examples learned from", "short", "An arm that stands still is stuck: see training.")
                                .query("{{arm}}", "affix_training_examples" + EITHER)
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines(
                                        "Latency and compute time of an answer",
                                        "s",
                                        "Latency: from asking the engine to its answer, without Kafka, of the last 500 answers. Compute:"
                                                + " a call's time over its rows, since the start. Arms that answer the same requests share calls.")
                                .query("{{arm}}, latency, quantile {{quantile}}", "affix_arm_latency_seconds" + EITHER)
                                .query("{{arm}}, compute", "affix_arm_compute_seconds" + EITHER)
                                .range(0.0, null))
                .build();
    }

    private static Dashboard inference() {
        return new Board("affix-inference", "Affix: inference", "Requests, batches, swaps and what they cost.")
                .add(
                        12,
                        8,
                        lines("Requests answered per second", "reqps", "Request records whose outcome was committed.")
                                .query("requests", "sum(rate(affix_inference_requests_total" + WINDOW + "))"))
                .add(
                        12,
                        8,
                        lines("Answers per second and arm", "ops", "In paired mode every arm answers every request.")
                                .query(
                                        "{{experiment}} {{arm}}",
                                        "sum by (experiment, arm) (rate(affix_inference_answers_total" + WINDOW + "))"))
                .add(
                        12,
                        8,
                        lines(
                                        "Requests that wait",
                                        "short",
                                        "Records behind the consumer in this service's partitions.")
                                .query("waiting", "sum(affix_inference_request_lag)")
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines(
                                        "Time of a batch",
                                        "s",
                                        "From a batch's records to its predictions, before they are sent.")
                                .query(
                                        "mean",
                                        "sum(rate(affix_inference_compute_seconds_sum" + WINDOW
                                                + ")) / (sum(rate(affix_inference_compute_seconds_count" + WINDOW
                                                + ")) > 0) or vector(0)")
                                .query("longest", "max(affix_inference_compute_seconds_max)")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Records of a batch", "short", "Large batches mean that requests wait.")
                                .query(
                                        "mean",
                                        "sum(rate(affix_inference_batch_size_sum" + WINDOW
                                                + ")) / (sum(rate(affix_inference_batch_size_count" + WINDOW
                                                + ")) > 0) or vector(0)")
                                .query("largest", "max(affix_inference_batch_size_max)")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines(
                                        "From published to served",
                                        "s",
                                        "Age of a version when the service begins to answer with it.")
                                .query("longest", "max(affix_inference_publish_to_served_seconds_max)")
                                .query(
                                        "of it the swap itself, 99 of 100 shorter",
                                        "max(affix_inference_swap_time_seconds{quantile=\"0.99\"})")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Swaps and failures", "short", "In the last five minutes.")
                                .query("swaps", "sum(increase(affix_inference_swaps_total[5m])) or vector(0)")
                                .query(
                                        "batches rolled back",
                                        "sum(increase(affix_inference_transaction_failures_total[5m])) or vector(0)")
                                .query(
                                        "adapters refused",
                                        "sum(increase(affix_inference_refused_adapters_total[5m])) or vector(0)")
                                .range(0.0, null))
                .add(
                        6,
                        8,
                        lines("Rows of an engine call", "short", "Texts times arms that are computed together.")
                                .query("mean", mean("affix_inference_call_rows"))
                                .query("largest", "max(affix_inference_call_rows_max)")
                                .range(0.0, null))
                .add(
                        6,
                        8,
                        lines("Padding", "percentunit", "Share of the computed tokens that belong to no text.")
                                .query(
                                        "padding",
                                        "sum(rate(affix_inference_tokens_total{kind=\"padding\"}" + WINDOW
                                                + ")) / (sum(rate(affix_inference_tokens_total" + WINDOW
                                                + ")) > 0) or vector(0)")
                                .range(0.0, 1.0))
                .add(
                        6,
                        8,
                        lines("Queue and engine", "s", "Time that a row waits for its call, and time of a call.")
                                .query("queue, mean", mean("affix_inference_queue_seconds"))
                                .query("queue, longest", "max(affix_inference_queue_seconds_max)")
                                .query("engine, mean", mean("affix_inference_call_seconds"))
                                .query("engine, longest", "max(affix_inference_call_seconds_max)")
                                .range(0.0, null))
                .add(
                        6,
                        8,
                        lines(
                                        "Cut, refused, turned away",
                                        "short",
                                        "In the last five minutes: texts over the token limit, and HTTP calls that were told that the"
                                                + " service is busy.")
                                .query(
                                        "texts cut",
                                        "sum(increase(affix_inference_over_length_total{outcome=\"truncated\"}[5m])) or vector(0)")
                                .query(
                                        "texts refused",
                                        "sum(increase(affix_inference_over_length_total{outcome=\"rejected\"}[5m])) or vector(0)")
                                .query(
                                        "calls turned away",
                                        "sum(increase(affix_inference_turned_away_total[5m])) or vector(0)")
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines(
                                        "Resident versions",
                                        "bytes",
                                        "On the device, of all replicas, and the room that there is.")
                                .query("taken", "sum(affix_inference_bank_bytes)")
                                .query("limit", "sum(affix_inference_bank_limit_bytes)")
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines(
                                        "Versions needed",
                                        "short",
                                        "In the last five minutes, by where they were: device is a hit, the others a miss.")
                                .query("{{from}}", "sum by (from) (increase(affix_inference_bank_lookups_total[5m]))")
                                .query(
                                        "evicted",
                                        "sum(increase(affix_inference_bank_evictions_total[5m])) or vector(0)")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Tokens generated per second", "short", "Of decoders; none where texts are classified.")
                                .query("tokens", "sum(rate(affix_inference_generation_tokens_total" + WINDOW + "))")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Texts that are generated", "short", "At the same time, and those that wait for a row.")
                                .query("{{state}}", "sum by (state) (affix_inference_generation_texts)")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Time to the first token", "s", "From the call, its time in the queue included.")
                                .query("mean", mean("affix_inference_generation_first_token_seconds"))
                                .query("longest", "max(affix_inference_generation_first_token_seconds_max)")
                                .range(0.0, null))
                .add(12, 8, memory("inference"))
                .add(12, 8, processor("inference"))
                .build();
    }

    private static Dashboard training() {
        return withExperiment(
                        "affix-training",
                        "Affix: training",
                        "What the arms learn from, how fast, and how well it goes.")
                .add(
                        12,
                        8,
                        lines("Examples learned from", "short", "Of each arm, since the experiment began.")
                                .query("{{arm}}", "affix_training_examples" + PICKED)
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines("Examples that wait", "short", "Scored and not learned from yet.")
                                .query("{{arm}}", "affix_training_lag" + PICKED)
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines("Loss of the last batches", "short", "Mean cross-entropy, in nats.")
                                .query("{{arm}}", "affix_training_loss" + PICKED)
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines("Gradient norm", "short", "Of the last step, before clipping.")
                                .query("{{arm}}", "affix_training_gradient_norm" + PICKED)
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Time of a step", "s", "Forward, backward and update on one batch; the longest of late.")
                                .query("{{arm}}", "affix_training_step_seconds_max" + PICKED)
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Steps and clipped steps", "short", "Of all arms, in the last five minutes.")
                                .query("steps", "sum(increase(affix_training_step_seconds_count" + PICKED + "[5m]))")
                                .query(
                                        "clipped",
                                        "sum(increase(affix_training_clipped_steps_total" + PICKED
                                                + "[5m])) or vector(0)")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Versions published", "short", "Of each arm, since the service started.")
                                .query("{{arm}}", "affix_training_versions_total" + PICKED)
                                .range(0.0, null))
                .add(
                        8,
                        6,
                        numbers("Arms that failed", "short", "They no longer learn; the log says why.")
                                .query("failed", "sum(affix_training_failed" + PICKED + ")")
                                .redFrom(1))
                .add(8, 6, memory("training"))
                .add(8, 6, processor("training"))
                .build();
    }

    private static Dashboard kafka() {
        return new Board("affix-kafka", "Affix: Kafka", "How far behind each service is, and what was refused.")
                .add(
                        8,
                        8,
                        lines("Requests behind inference", "short", "Records not answered yet.")
                                .query("{{instance}}", "affix_inference_request_lag")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Records behind metrics", "short", "Predictions, labels and the rest, not joined yet.")
                                .query("{{instance}}", "affix_metrics_lag")
                                .range(0.0, null))
                .add(
                        8,
                        8,
                        lines("Scored examples behind training", "short", "Of the arm that is furthest behind.")
                                .query("{{experiment}}", "max by (experiment) (affix_training_lag)")
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines(
                                        "Records refused",
                                        "short",
                                        "Sent to dead-letter topics in the last five minutes, by reason.")
                                .query("{{reason}}", "sum by (reason) (increase(affix_dead_letters_total[5m]))")
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines("Labels that did not fit", "short", "In the last five minutes.")
                                .query("late", "sum(increase(affix_join_late_total[5m]))")
                                .query("never came", "sum(increase(affix_join_unlabelled_total[5m]))")
                                .query("repeated {{kind}}", "sum by (kind) (increase(affix_join_duplicates_total[5m]))")
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines("Registry events that wait", "short", "In the outbox, not in Kafka yet.")
                                .query("waiting", "max(affix_registry_outbox_depth)")
                                .range(0.0, null))
                .add(
                        12,
                        8,
                        lines("Services that answer Prometheus", "short", "1 while it does.")
                                .query("{{service}}", "min by (service) (up)")
                                .range(0.0, 1.0))
                .build();
    }

    /** Mean of a summary or timer, 0 while nothing happens. */
    private static String mean(String series) {
        return "sum(rate(" + series + "_sum" + WINDOW + ")) / (sum(rate(" + series + "_count" + WINDOW
                + ")) > 0) or vector(0)";
    }

    private static Chart memory(String service) {
        return lines("Java memory in use", "bytes", "Heap and the JVM's own; PyTorch's memory is outside of it.")
                .query("{{area}}", "sum by (area) (jvm_memory_used_bytes{service=\"" + service + "\"})")
                .range(0.0, null);
    }

    private static Chart processor(String service) {
        return lines("Processor", "percentunit", "Share of all cores that the process uses.")
                .query("{{instance}}", "process_cpu_usage{service=\"" + service + "\"}")
                .range(0.0, 1.0);
    }
}
