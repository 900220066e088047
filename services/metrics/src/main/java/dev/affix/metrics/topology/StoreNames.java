package dev.affix.metrics.topology;

/** Names of the state stores. They are part of the names of changelog topics: a new name is a new, empty store. */
public final class StoreNames {
    /** Experiments by name, JSON as in their topic; global. */
    public static final String EXPERIMENTS = "experiments";
    /** What is remembered of requests; one per partition of the predictions. */
    public static final String REQUESTS = "requests";
    /** Predictions and requests in the order in which something becomes of them: pages of queues. */
    public static final String ORDER = "order";
    /** Outcomes that wait for those of earlier predictions, by offset. */
    public static final String SLOTS = "held-up";
    /** Outcomes that are not sent to the comparison yet, by experiment. */
    public static final String UNSENT = "unsent";
    /** About how many bytes are remembered of requests. */
    public static final String SIZES = "sizes";
    /** What was counted, by experiment; one per partition of the predictions. */
    public static final String COUNTS = "counts";
    /** Scores by experiment; one per partition of the outcomes. */
    public static final String SCOREBOARDS = "scoreboards";
    /** Curves of arms and pairs. */
    public static final String CURVES = "curves";
    /** Versions of arms. */
    public static final String VERSIONS = "versions";

    /** Detailed scores of arms. */
    public static final String DETAILS = "details";

    /** Blocks of arms' newest answers, by experiment, arm and place. */
    public static final String ANSWERS = "answers";

    /** Blocks of the filter of seen units, by experiment and block. */
    public static final String UNITS = "units";

    /** Guards by experiment. */
    public static final String GUARDS = "guards";

    /** Says to the label join that a commit is coming. */
    public static final String JOIN_CHANGES = "join-changes";

    /** Says to the comparison that a commit is coming. */
    public static final String COMPARISON_CHANGES = "comparison-changes";

    private StoreNames() {}
}
