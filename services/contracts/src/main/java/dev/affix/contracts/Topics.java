package dev.affix.contracts;

import java.util.List;
import java.util.Map;

/**
 * The topics of Affix. Nothing auto-creates them: the launcher, the Kubernetes manifests and the tests create them from
 * this list, and services check them at start.
 */
public enum Topics {
    /** Inference requests, by request id. Written by clients, read by inference. */
    REQUESTS(Names.REQUESTS, Cleanup.DELETE, true),
    /** The answers of all arms to one request, by request id. Written by inference, read by metrics. */
    PREDICTIONS(Names.PREDICTIONS, Cleanup.DELETE, true),
    /** Labels, late and out of order, by request id. Written by clients, read by metrics. */
    LABELS(Names.LABELS, Cleanup.DELETE, true),
    /** Labelled and scored examples, by request id. Written by metrics, read by training. */
    SCORED(Names.SCORED, Cleanup.DELETE, true),
    /** Published versions and moved aliases. Written by registry, read by inference and training. */
    ADAPTERS(Names.ADAPTERS, Cleanup.COMPACT, false),
    /** Experiments, by name. Written by registry, read by inference, training and metrics. */
    EXPERIMENTS(Names.EXPERIMENTS, Cleanup.COMPACT, false),
    /** Newest verdict of each pair of arms. Written by metrics, read by registry and dashboards. */
    VERDICTS(Names.VERDICTS, Cleanup.COMPACT, false),
    /** What each inference replica has applied, every second, by replica. Written by inference, read by registry. */
    REPLICAS(Names.REPLICAS, Cleanup.DELETE, false),
    /** Requests that were refused. */
    REQUESTS_DLQ(Names.REQUESTS_DLQ, Cleanup.DELETE, false),
    /** Predictions that were refused. */
    PREDICTIONS_DLQ(Names.PREDICTIONS_DLQ, Cleanup.DELETE, false),
    /** Labels that were refused. */
    LABELS_DLQ(Names.LABELS_DLQ, Cleanup.DELETE, false),
    /** Scored examples that were refused. */
    SCORED_DLQ(Names.SCORED_DLQ, Cleanup.DELETE, false),
    /** Adapter events that were refused. */
    ADAPTERS_DLQ(Names.ADAPTERS_DLQ, Cleanup.DELETE, false),
    /** Experiment events that were refused. */
    EXPERIMENTS_DLQ(Names.EXPERIMENTS_DLQ, Cleanup.DELETE, false),
    /** Verdicts that were refused. */
    VERDICTS_DLQ(Names.VERDICTS_DLQ, Cleanup.DELETE, false),
    /** Reports of replicas that were refused. */
    REPLICAS_DLQ(Names.REPLICAS_DLQ, Cleanup.DELETE, false);

    /** How Kafka cleans a topic. */
    public enum Cleanup {
        /** By age. */
        DELETE,
        /** Newest record of each key stays. */
        COMPACT;

        /** Returns the value of {@code cleanup.policy}. */
        public String policy() {
            return this == DELETE ? "delete" : "compact";
        }
    }

    /** Topic names as constants, for annotations. */
    public static final class Names {
        /** {@link Topics#REQUESTS}. */
        public static final String REQUESTS = "affix.requests.v1";
        /** {@link Topics#PREDICTIONS}. */
        public static final String PREDICTIONS = "affix.predictions.v1";
        /** {@link Topics#LABELS}. */
        public static final String LABELS = "affix.labels.v1";
        /** {@link Topics#SCORED}. */
        public static final String SCORED = "affix.scored.v1";
        /** {@link Topics#ADAPTERS}. */
        public static final String ADAPTERS = "affix.adapters.v1";
        /** {@link Topics#EXPERIMENTS}. */
        public static final String EXPERIMENTS = "affix.experiments.v1";
        /** {@link Topics#VERDICTS}. */
        public static final String VERDICTS = "affix.verdicts.v1";
        /** {@link Topics#REPLICAS}. */
        public static final String REPLICAS = "affix.replicas.v1";
        /** {@link Topics#REQUESTS_DLQ}. */
        public static final String REQUESTS_DLQ = REQUESTS + ".dlq";
        /** {@link Topics#PREDICTIONS_DLQ}. */
        public static final String PREDICTIONS_DLQ = PREDICTIONS + ".dlq";
        /** {@link Topics#LABELS_DLQ}. */
        public static final String LABELS_DLQ = LABELS + ".dlq";
        /** {@link Topics#SCORED_DLQ}. */
        public static final String SCORED_DLQ = SCORED + ".dlq";
        /** {@link Topics#ADAPTERS_DLQ}. */
        public static final String ADAPTERS_DLQ = ADAPTERS + ".dlq";
        /** {@link Topics#EXPERIMENTS_DLQ}. */
        public static final String EXPERIMENTS_DLQ = EXPERIMENTS + ".dlq";
        /** {@link Topics#VERDICTS_DLQ}. */
        public static final String VERDICTS_DLQ = VERDICTS + ".dlq";
        /** {@link Topics#REPLICAS_DLQ}. */
        public static final String REPLICAS_DLQ = REPLICAS + ".dlq";

        private Names() {}
    }

    private final String topicName;
    private final Cleanup cleanup;
    private final boolean keyedByRequest;

    Topics(String topicName, Cleanup cleanup, boolean keyedByRequest) {
        this.topicName = topicName;
        this.cleanup = cleanup;
        this.keyedByRequest = keyedByRequest;
    }

    /** Returns the topic's name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** Returns how the topic is cleaned. */
    public Cleanup cleanup() {
        return cleanup;
    }

    /** Returns whether records are keyed by request id: all such topics must have the same partition count. */
    public boolean keyedByRequest() {
        return keyedByRequest;
    }

    /** Returns the partition count, given that of the topics keyed by request: all others have one. */
    public int partitions(int requestPartitions) {
        return keyedByRequest ? requestPartitions : 1;
    }

    /** Returns the topic configuration that creators set. */
    public Map<String, String> config() {
        // A report is worthless seconds later, and whoever starts reads all that are kept.
        return this == REPLICAS
                ? Map.of("cleanup.policy", cleanup.policy(), "retention.ms", "600000", "segment.ms", "300000")
                : Map.of("cleanup.policy", cleanup.policy());
    }

    /** Returns the topics keyed by request id. */
    public static List<Topics> requestKeyed() {
        return List.of(values()).stream().filter(Topics::keyedByRequest).toList();
    }

    /**
     * Says what is wrong with the topics of a broker, for services that refuse to run on it.
     *
     * @param used the topics the service reads or writes
     * @param actual partition count by topic name, of the topics that exist
     * @return one sentence per problem; empty when all is well
     */
    public static List<String> problems(List<Topics> used, Map<String, Integer> actual) {
        List<String> problems = new java.util.ArrayList<>();
        for (Topics topic : used) {
            if (!actual.containsKey(topic.topicName)) {
                problems.add("Topic " + topic.topicName
                        + " does not exist. Create it (see docs/topics.md); nothing auto-creates topics.");
            } else if (!topic.keyedByRequest && actual.getOrDefault(topic.topicName, 1) != 1) {
                problems.add("Topic " + topic.topicName + " has " + actual.get(topic.topicName)
                        + " partitions; it must have 1. Recreate it.");
            }
        }
        Map<String, Integer> counts = new java.util.LinkedHashMap<>();
        for (Topics topic : used) {
            Integer count = actual.get(topic.topicName);
            if (topic.keyedByRequest && count != null) {
                counts.put(topic.topicName, count);
            }
        }
        if (counts.values().stream().distinct().count() > 1) {
            problems.add("Topics keyed by request id must have the same partition count, but have " + counts
                    + ". Recreate them with one count.");
        }
        return List.copyOf(problems);
    }
}
