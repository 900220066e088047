package dev.affix.metrics.topology;

import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.ScoredExample;
import dev.affix.contracts.Topics;
import dev.affix.metrics.join.LabelJoin;
import dev.affix.metrics.join.Outbox;
import dev.affix.metrics.join.Released;
import dev.affix.metrics.join.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Runs the {@link LabelJoin} of one partition on its stores. */
final class JoinProcessor implements Processor<byte[], byte[], byte @Nullable [], Emission>, Outbox {
    /** Outcomes wait so long at the most for others to be sent with. */
    private static final Duration MAX_WAIT = Duration.ofMillis(25);

    private final TopologySettings settings;
    private final GlobalExperiments experiments;
    private final BeforeCommit commits;

    @SuppressWarnings("NullAway.Init") // Kafka calls init() first
    private BeforeCommit.Task commit;

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<byte @Nullable [], Emission> context;

    @SuppressWarnings("NullAway.Init")
    private LabelJoin join;

    @SuppressWarnings("NullAway.Init")
    private Outcomes outcomes;

    JoinProcessor(TopologySettings settings, GlobalExperiments experiments, BeforeCommit commits) {
        this.settings = settings;
        this.experiments = experiments;
        this.commits = commits;
    }

    /** Also called when a task starts again after a fault: nothing may outlive it in memory. */
    @Override
    public void init(ProcessorContext<byte @Nullable [], Emission> taskContext) {
        context = taskContext;
        StoredJoin state = new StoredJoin(taskContext);
        outcomes = new Outcomes(taskContext.getStateStore(StoreNames.UNSENT), this::send);
        commit = commits.register(taskContext, () -> {
            state.store();
            outcomes.store();
        });
        taskContext.schedule(MAX_WAIT, PunctuationType.WALL_CLOCK_TIME, now -> sendAll());
        join = new LabelJoin(
                state, this, experiments.lookup(taskContext, settings.experimentPatience()), settings.bounds());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        SourceRecord source = SourceRecords.of(context, record);
        if (source.topic().equals(Topics.Names.PREDICTIONS)) {
            join.prediction(source, context.currentStreamTimeMs());
        } else {
            join.label(source, context.currentStreamTimeMs());
        }
        commit.changed();
    }

    private void sendAll() {
        if (outcomes.send()) {
            commit.changed();
        }
    }

    @Override
    public void close() {
        commits.end(context);
    }

    @Override
    public void scored(ScoredExample example, List<SourceRecord.Header> trace) {
        Headers headers = new RecordHeaders();
        CloudEvents.headers(Topics.SCORED, example.requestId(), DeadLetters.SERVICE, example.scoredAt(), headers::add);
        trace.forEach(header -> headers.add(header.name(), header.value()));
        context.forward(new Record<>(
                example.requestId().getBytes(StandardCharsets.UTF_8),
                new Emission(Topics.Names.SCORED, Json.write(example)),
                example.scoredAt().toEpochMilli(),
                headers));
    }

    @Override
    public void refused(SourceRecord record, InvalidRecordException problem) {
        context.forward(DeadLetters.of(record, problem));
    }

    @Override
    public void released(String experiment, Released outcome) {
        outcomes.add(experiment, outcome);
    }

    private void send(String experiment, byte[] batch, long newest) {
        context.forward(new Record<>(
                experiment.getBytes(StandardCharsets.UTF_8), Emission.internal(batch), newest, new RecordHeaders()));
    }
}
