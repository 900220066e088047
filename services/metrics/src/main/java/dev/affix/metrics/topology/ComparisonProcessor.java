package dev.affix.metrics.topology;

import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.Json;
import dev.affix.contracts.Topics;
import dev.affix.contracts.Verdict;
import dev.affix.metrics.comparison.Comparing;
import dev.affix.metrics.comparison.PublishedVersion;
import dev.affix.metrics.join.Released;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Runs {@link Comparing} for the experiments of one partition on its stores. Input: outcomes and publications by experiment. */
final class ComparisonProcessor implements Processor<String, Object, String, byte[]> {
    private final TopologySettings settings;
    private final GlobalExperiments experiments;
    private final BeforeCommit commits;

    @SuppressWarnings("NullAway.Init") // Kafka calls init() first
    private BeforeCommit.Task commit;

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<String, byte[]> context;

    @SuppressWarnings("NullAway.Init")
    private Comparing comparing;

    ComparisonProcessor(TopologySettings settings, GlobalExperiments experiments, BeforeCommit commits) {
        this.settings = settings;
        this.experiments = experiments;
        this.commits = commits;
    }

    /** Also called when a task starts again after a fault: nothing may outlive it in memory. */
    @Override
    public void init(ProcessorContext<String, byte[]> taskContext) {
        context = taskContext;
        StoredComparison state = new StoredComparison(context);
        commit = commits.register(context, state::store);
        comparing = new Comparing(
                state,
                experiments.lookup(context, settings.experimentPatience()),
                verdict -> context.forward(record(verdict)),
                settings.rollingWindow(),
                settings.verdictEvery());
    }

    @Override
    public void process(Record<String, Object> record) {
        if (record.value() instanceof List<?> outcomes) {
            outcomes.forEach(outcome -> comparing.released(record.key(), (Released) outcome));
        } else if (record.value() instanceof PublishedVersion published) {
            comparing.published(record.key(), published);
        }
        commit.changed();
    }

    @Override
    public void close() {
        commits.end(context);
    }

    private static Record<String, byte[]> record(Verdict verdict) {
        Headers headers = new RecordHeaders();
        String id = verdict.key() + ":" + verdict.examples();
        CloudEvents.headers(Topics.VERDICTS, id, DeadLetters.SERVICE, verdict.decidedAt())
                .forEach(headers::add);
        return new Record<>(
                verdict.key(), Json.write(verdict), verdict.decidedAt().toEpochMilli(), headers);
    }
}
