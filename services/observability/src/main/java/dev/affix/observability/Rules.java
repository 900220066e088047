package dev.affix.observability;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recording and alerting rules for Prometheus. */
public final class Rules {
    private static final String DASHBOARD = "See the dashboard 'Affix: ";

    private Rules() {}

    /** A rule file. */
    public record RuleFile(List<Group> groups) {}

    /** Rules that are evaluated together. */
    public record Group(String name, List<Rule> rules) {}

    /**
     * One rule: records a series, or raises an alert.
     *
     * @param record the series' name
     * @param alert the alert's name
     * @param expr PromQL
     * @param duration how long it must hold
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rule(
            @Nullable String record,
            @Nullable String alert,
            String expr,
            @JsonProperty("for") @Nullable String duration,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}

    /** Returns all. */
    public static RuleFile all() {
        return new RuleFile(List.of(
                new Group(
                        "affix-recorded",
                        List.of(
                                recorded("affix:requests:rate5m", "sum(rate(affix_inference_requests_total[5m]))"),
                                recorded("affix:refused:rate5m", "sum(rate(affix_dead_letters_total[5m]))"),
                                recorded(
                                        "affix:labels_late:ratio15m",
                                        "sum by (experiment) (rate(affix_join_late_total[15m]) + rate(affix_join_unlabelled_total[15m]))"
                                                + " / (max by (experiment) (deriv(affix_arm_examples[15m]))"
                                                + " + sum by (experiment) (rate(affix_join_late_total[15m]) + rate(affix_join_unlabelled_total[15m])) > 0)"))),
                new Group(
                        "affix-alerts",
                        List.of(
                                alert(
                                        "AffixVerdictReached",
                                        "affix_pair_verdict{verdict!=\"undecided\"} == 1"
                                                + " unless on (experiment, arm_a, arm_b) affix_pair_false_alarms",
                                        null,
                                        "info",
                                        "{{ $labels.experiment }}: {{ $labels.arm_a }} against {{ $labels.arm_b }} is decided: {{ $labels.verdict }}",
                                        DASHBOARD + "one comparison'; stop the experiment or move an alias."),
                                alert(
                                        "AffixGuardTripped",
                                        "affix_guard_tripped == 1",
                                        null,
                                        "critical",
                                        "{{ $labels.experiment }}: guard {{ $labels.guard }} has tripped",
                                        "What the comparison takes for granted does not hold: do not act on its verdict. The live"
                                                + " page says why; docs/observability.md says what each guard means."),
                                alert(
                                        "AffixFalseAlarm",
                                        "affix_pair_false_alarms > 0",
                                        null,
                                        "warning",
                                        "{{ $labels.experiment }}: {{ $labels.arm_a }} and {{ $labels.arm_b }} are one policy, and a verdict"
                                                + " told them apart",
                                        "At most a share alpha of such A/A pairs may ever do so. More of them mean that assignment, labels"
                                                + " or the comparison are wrong: trust no verdict meanwhile."),
                                alert(
                                        "AffixArmStuck",
                                        "affix_training_lag > 0 and changes(affix_training_steps[10m]) == 0",
                                        "10m",
                                        "warning",
                                        "Arm {{ $labels.arm }} of {{ $labels.experiment }} has examples and does not learn",
                                        DASHBOARD + "training' and the training service's log."),
                                alert(
                                        "AffixArmFailed",
                                        "affix_training_failed == 1",
                                        null,
                                        "critical",
                                        "Arm {{ $labels.arm }} of {{ $labels.experiment }} failed and no longer learns",
                                        "The training service's log says why; start a new experiment with other settings."),
                                alert(
                                        "AffixLabelsLate",
                                        "affix:labels_late:ratio15m > 0.05",
                                        "15m",
                                        "warning",
                                        "{{ $value | humanizePercentage }} of the labels of {{ $labels.experiment }} come too late or never",
                                        "Scores stand on the others only. Send labels sooner or raise the label horizon."),
                                alert(
                                        "AffixRequestsWait",
                                        "affix_inference_request_lag > 1000",
                                        "5m",
                                        "warning",
                                        "{{ $value }} requests wait for inference on {{ $labels.instance }}",
                                        DASHBOARD + "inference'; add replicas up to the number of partitions."),
                                alert(
                                        "AffixMetricsBehind",
                                        "affix_metrics_lag > 5000",
                                        "5m",
                                        "warning",
                                        "{{ $value }} records wait for the label join on {{ $labels.instance }}",
                                        DASHBOARD + "Kafka'; verdicts are as old as that."),
                                alert(
                                        "AffixRecordsRefused",
                                        "affix:refused:rate5m > 0.01 * affix:requests:rate5m and affix:refused:rate5m > 0",
                                        "5m",
                                        "warning",
                                        "More than 1 % of the records are refused",
                                        "The headers of the dead-letter records say why: see docs/topics.md."),
                                alert(
                                        "AffixBatchesRolledBack",
                                        "increase(affix_inference_transaction_failures_total[10m]) > 3",
                                        null,
                                        "warning",
                                        "Inference on {{ $labels.instance }} rolls batches back",
                                        "The inference service's log says why; requests are answered again, none is lost."),
                                alert(
                                        "AffixOutboxStuck",
                                        "affix_registry_outbox_depth > 0 and min_over_time(affix_registry_outbox_depth[5m]) > 0",
                                        "5m",
                                        "critical",
                                        "{{ $value }} registry events do not reach Kafka",
                                        "New versions are not served meanwhile. Check the broker and the registry's log."),
                                alert(
                                        "AffixServiceDown",
                                        "up{job=\"affix\"} == 0",
                                        "1m",
                                        "critical",
                                        "{{ $labels.service }} on {{ $labels.instance }} does not answer",
                                        "Check its process and its log.")))));
    }

    private static Rule recorded(String name, String expression) {
        return new Rule(name, null, expression, null, null, null);
    }

    private static Rule alert(
            String name, String expression, @Nullable String duration, String severity, String summary, String todo) {
        return new Rule(
                null,
                name,
                expression,
                duration,
                Map.of("severity", severity),
                new java.util.TreeMap<>(Map.of("summary", summary, "description", todo)));
    }
}
