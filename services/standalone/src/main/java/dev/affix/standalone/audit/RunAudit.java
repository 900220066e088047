package dev.affix.standalone.audit;

import dev.affix.contracts.ArmScore;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Topics;
import dev.affix.standalone.CommandFailure;
import dev.affix.standalone.replay.RequestIds;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the topics say about a stream: which of its requests were sent, labelled and scored, and whether any was scored
 * twice. Requests and labels are counted by the stream's own ids ({@link RequestIds}), duplicates and the arms' tallies over
 * all scored records. Not thread-safe.
 */
public final class RunAudit implements AutoCloseable {
    private final TopicReader topics;
    private final RequestIds ids;
    private final String experiment;
    private final BitSet requested = new BitSet();
    private final BitSet labelled = new BitSet();
    private final BitSet scored = new BitSet();
    private final Set<String> scoredOnce = new HashSet<>();
    private final Map<String, Integer> labelCounts = new HashMap<>();
    private final Map<String, ArmTally> tallies = new LinkedHashMap<>();
    private int duplicates;

    /** Opens the topics; nothing is read yet. */
    public RunAudit(String bootstrapServers, RequestIds ids, String experiment) {
        this.topics = new TopicReader(bootstrapServers, List.of(Topics.REQUESTS, Topics.LABELS, Topics.SCORED));
        this.ids = ids;
        this.experiment = experiment;
    }

    /** Reads what was added since the last time. */
    public RunAudit refresh() {
        topics.readNew(this::take);
        return this;
    }

    private void take(ConsumerRecord<String, byte[]> message) {
        String key = message.key();
        if (key == null) {
            return;
        }
        switch (message.topic()) {
            case Topics.Names.REQUESTS -> ids.index(key).ifPresent(requested::set);
            case Topics.Names.LABELS -> ids.index(key).ifPresent(labelled::set);
            default -> scored(key, message);
        }
    }

    private void scored(String key, ConsumerRecord<String, byte[]> message) {
        if (!scoredOnce.add(key)) {
            duplicates++;
        } else {
            ids.index(key).ifPresent(scored::set);
            ScoredExample example = example(message);
            labelCounts.merge(example.label(), 1, Integer::sum);
            for (ArmScore score : example.scores()) {
                if (score.experiment().equals(experiment)) {
                    tallies.merge(score.arm(), ArmTally.EMPTY.plus(score), (before, one) -> before.plus(score));
                }
            }
        }
    }

    private static ScoredExample example(ConsumerRecord<String, byte[]> message) {
        try {
            return Json.read(message.value(), ScoredExample.class);
        } catch (InvalidRecordException e) {
            throw CommandFailure.failed("Topic " + message.topic() + " partition " + message.partition() + " offset "
                    + message.offset() + " breaks its contract: " + e.getMessage() + ". This is a bug in metrics.");
        }
    }

    /** Returns the first indices that were not requested yet, at most as many as asked for, below a bound. */
    public List<Integer> fresh(int count, int bound) {
        List<Integer> fresh = new ArrayList<>();
        for (int i = requested.nextClearBit(0); i < bound && fresh.size() < count; i = requested.nextClearBit(i + 1)) {
            fresh.add(i);
        }
        return fresh;
    }

    /** Returns the indices that were requested but not labelled, in order. */
    public List<Integer> unlabelled() {
        BitSet unlabelled = (BitSet) requested.clone();
        unlabelled.andNot(labelled);
        return unlabelled.stream().boxed().toList();
    }

    /** Returns the indices that were requested but not scored, in order. */
    public List<Integer> missing() {
        BitSet missing = (BitSet) requested.clone();
        missing.andNot(scored);
        return missing.stream().boxed().toList();
    }

    /** Returns the number of the stream's requests. */
    public int requests() {
        return requested.cardinality();
    }

    /** Returns the number of the stream's scored requests. */
    public int scored() {
        return scored.cardinality();
    }

    /** Returns the number of scored requests of any stream. */
    public int scoredInAll() {
        return scoredOnce.size();
    }

    /** Returns the number of scored records beyond the first of their request. */
    public int duplicates() {
        return duplicates;
    }

    /** Returns the share of the most frequent label among the scored examples: what always guessing it would reach. */
    public double majorityShare() {
        int most =
                labelCounts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return scoredOnce.isEmpty() ? 0 : (double) most / scoredOnce.size();
    }

    /** Returns what the scored records say about each arm of the experiment. */
    public Map<String, ArmTally> tallies() {
        return Map.copyOf(tallies);
    }

    /** Returns whether every request has exactly one scored record. */
    public boolean holds() {
        return missing().isEmpty() && duplicates == 0;
    }

    /** Says so in one line. */
    public String summary() {
        return requests() + " requests, " + scored() + " scored, " + missing().size() + " missing, " + duplicates
                + " duplicates";
    }

    @Override
    public void close() {
        topics.close();
    }
}
