package dev.affix.inference.stream;

import static dev.affix.inference.KafkaFixture.header;
import static dev.affix.inference.KafkaFixture.prediction;
import static dev.affix.inference.KafkaFixture.utf8;
import static dev.affix.inference.Samples.LABELS;
import static dev.affix.inference.Samples.digest;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.Samples.generating;
import static dev.affix.inference.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.affix.contracts.ArmAnswer;
import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.DeadLetter;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.Topics;
import dev.affix.inference.KafkaFixture;
import dev.affix.inference.Samples;
import dev.affix.inference.SpanRecorder;
import dev.affix.inference.answering.Answering;
import dev.affix.inference.answering.BatchLimits;
import dev.affix.inference.answering.CallObserver;
import dev.affix.inference.answering.FakeModel;
import dev.affix.inference.answering.Predictor;
import dev.affix.inference.answering.Row;
import dev.affix.inference.answering.TokenLimit;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.generation.FakeTextModel;
import dev.affix.inference.generation.Writing;
import dev.affix.inference.kafka.Clients;
import dev.affix.inference.kafka.DeadLetters;
import dev.affix.inference.meters.Counts;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.roster.RunningExperiment;
import dev.affix.inference.roster.RunningExperiment.ArmVersion;
import dev.affix.inference.roster.ServedVersion;
import dev.affix.inference.tracing.Traces;
import dev.affix.prefix.tokenizer.Tokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop on a real broker, with a fake model. */
class RequestLoopTest {
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final int MAX_BATCH = 16;
    private static final BatchLimits LIMITS = new BatchLimits(2, 16, 1000, Duration.ZERO, 200);
    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

    private final FakeModel model = new FakeModel(LABELS.size());
    private final Answering answering = Answering.open(model, LIMITS, System::nanoTime, CallObserver.NONE);
    private final FakeTextModel texts = new FakeTextModel();
    private final Writing writing = new Writing(texts, 2, 1_000, System::nanoTime, tokens -> {});
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, Object> settings = new HashMap<>();
    private final AtomicInteger polls = new AtomicInteger();
    private final Rosters rosters = new Rosters(() -> model.residents, model.residents::remove);
    private final Readiness readiness = new Readiness(rosters);
    private Traces traces = Traces.off();
    private final List<RequestLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private KafkaFixture kafka;

    @BeforeEach
    void startBroker() throws IOException {
        kafka = new KafkaFixture(directory);
        readiness.warm();
        readiness.caughtUp();
    }

    @AfterEach
    void stop() throws InterruptedException {
        model.open();
        loops.forEach(RequestLoop::stop);
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        kafka.close();
        answering.close();
        writing.close();
        texts.close();
    }

    @Test
    void nothingIsConsumedBeforeTheGateOpensAndEverythingAfterwards() {
        sendRequests(0, 20);
        start("0", clients("0")::predictions);
        await().during(Duration.ofSeconds(2))
                .atMost(DEADLINE)
                .until(() -> kafka.readAll(Topics.PREDICTIONS.topicName()).isEmpty()
                        && kafka.readAll(Topics.REQUESTS_DLQ.topicName()).isEmpty());
        serve();
        assertEachAnsweredOnce(20);
    }

    @Test
    void aBatchThatFailsAtAnyStepIsAnsweredAgainExactlyOnce() {
        serve();
        AtomicInteger transactions = new AtomicInteger();
        Supplier<Producer<byte[], byte[]>> producers = clients("0")::predictions;
        start("0", () -> failing(producers.get(), transactions));
        // Four batches of 16 at the most go into one transaction: these are ten transactions at the least.
        for (int i = 0; i < 30; i++) {
            sendRequests(i * 20, (i + 1) * 20);
        }
        assertEachAnsweredOnce(600);
        assertThat(transactions.get()).isGreaterThan(6);
    }

    @Test
    void whileTheEngineIsBusyRequestsStayInTheirTopic() throws InterruptedException {
        keepBusyWith(400);
        // Four batches of at most 16.
        await().during(Duration.ofSeconds(1)).atMost(DEADLINE).until(() -> answering.waiting() <= 64);
        assertThat(model.calls.get()).isLessThanOrEqualTo(2);
        model.open();
        assertEachAnsweredOnce(400);
    }

    @Test
    void requestsThatAreReadOneByOneWaitForTheEngineTogether() throws InterruptedException {
        keepBusyWith(2);
        for (int i = 2; i < 30; i++) {
            sendRequests(i, i + 1);
            int read = polls.get();
            await().pollInterval(Duration.ofMillis(1)).atMost(DEADLINE).until(() -> polls.get() > read + 1);
        }
        // Two calls have two of them, or one more that came in time.
        await().atMost(DEADLINE).until(() -> answering.waiting() >= 26);
        model.open();
        assertEachAnsweredOnce(30);
    }

    @Test
    void whileTheEngineHasEnoughToDoTheBrokerIsSeldomAsked() throws InterruptedException {
        keepBusyWith(40);
        await().atMost(DEADLINE).until(() -> answering.waiting() >= 8);
        long from = System.nanoTime();
        int before = polls.get();
        await().atMost(DEADLINE).until(() -> polls.get() >= before + 30);
        double apart = (System.nanoTime() - from) / 1e6 / (polls.get() - before);
        assertThat(apart).as("ms from one look to the next").isBetween(15.0, 200.0);
        model.open();
        assertEachAnsweredOnce(40);
    }

    @Test
    void whenOthersFillTheEnginesQueueRequestsStayInTheirTopic() throws InterruptedException {
        serve();
        CountDownLatch begun = model.block();
        List<Row> others = Collections.nCopies(300, new Row(new Tokens(1, 2), digest(1)));
        CompletableFuture<?> answered = answering.submit(others);
        begun.await();
        start("0", clients("0")::predictions);
        sendRequests(0, 20);
        int waiting = answering.waiting();
        await().during(Duration.ofSeconds(2))
                .atMost(DEADLINE)
                .until(() -> answering.waiting() <= waiting
                        && kafka.readAll(Topics.PREDICTIONS.topicName()).isEmpty());
        model.open();
        answered.join();
        assertEachAnsweredOnce(20);
    }

    @Test
    void replicasThatComeAndGoLoseAndRepeatNothing() throws InterruptedException {
        serve();
        start("0", clients("0")::predictions);
        sendRequests(0, 300);
        // Some of them: the second replica comes while the first is at work.
        kafka.read(Topics.PREDICTIONS.topicName(), 100, DEADLINE);
        start("1", clients("1")::predictions);
        sendRequests(300, 600);
        kafka.read(Topics.PREDICTIONS.topicName(), 400, DEADLINE);
        loops.get(0).stop();
        threads.get(0).join(10_000);
        sendRequests(600, 1000);
        assertEachAnsweredOnce(1000);
    }

    /** Its batches are with the engine when the group goes on without it, and are answered when another has answered them. */
    @Test
    void aReplicaThatStoodStillUntilAnotherTookOverRepeatsNothing() throws InterruptedException {
        settings.put("max.poll.interval.ms", 3_000);
        keepBusyWith(200);
        FakeModel other = new FakeModel(LABELS.size());
        other.residents.addAll(model.residents);
        try (Answering others = Answering.open(other, LIMITS, System::nanoTime, CallObserver.NONE)) {
            start("1", clients("1")::predictions, others);
            assertEachAnsweredOnce(200);
            model.open();
            await().atMost(DEADLINE).until(() -> failures() > 0);
            sendRequests(200, 400);
            assertEachAnsweredOnce(400);
            loops.get(1).stop();
            threads.get(1).join(10_000);
        }
    }

    @Test
    void aBadRecordBecomesADeadLetterWithItsReasonAndTheStreamGoesOn() throws InterruptedException {
        serve();
        byte[] huge = new byte[950_000];
        ProducerRecord<byte[], byte[]> bad =
                new ProducerRecord<>(Topics.REQUESTS.topicName(), 1, utf8("k"), utf8("{\"id\":\"k\"}"));
        bad.headers().add("mine", utf8("kept"));
        kafka.sendNow(bad);
        kafka.sendNow(new ProducerRecord<>(Topics.REQUESTS.topicName(), 1, utf8("huge"), huge));
        sendRequests(0, 5);
        start("0", clients("0")::predictions);
        assertEachAnsweredOnce(5);
        List<ConsumerRecord<byte[], byte[]>> letters = kafka.read(Topics.REQUESTS_DLQ.topicName(), 2, DEADLINE);
        assertThat(letters).hasSize(2);
        ConsumerRecord<byte[], byte[]> letter = letters.get(0);
        assertThat(letter.key()).isEqualTo(bad.key());
        assertThat(letter.value()).isEqualTo(bad.value());
        assertThat(header(letter, "mine")).isEqualTo("kept");
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo("missing-field");
        assertThat(header(letter, DeadLetter.FIELD)).isEqualTo("text");
        assertThat(header(letter, DeadLetter.SOURCE_TOPIC)).isEqualTo(Topics.REQUESTS.topicName());
        assertThat(header(letter, DeadLetter.SOURCE_PARTITION)).isEqualTo("1");
        assertThat(header(letter, DeadLetter.SOURCE_OFFSET)).isEqualTo("0");
        assertThat(header(letter, DeadLetter.SERVICE)).isEqualTo("inference");
        assertThat(header(letters.get(1), DeadLetter.REASON)).isEqualTo("not-json");
        assertThat(header(letters.get(1), DeadLetters.TRUNCATED)).isEqualTo("950000");
    }

    @Test
    void thePredictionCarriesCloudEventsAndTheRequestsTraceContext() throws InterruptedException {
        serve();
        start("0", clients("0")::predictions);
        ProducerRecord<byte[], byte[]> request = new ProducerRecord<>(
                Topics.REQUESTS.topicName(), 1, utf8("r0"), Json.write(new InferenceRequest("r0", "text", null, null)));
        String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        request.headers().add(CloudEvents.TRACE_PARENT, utf8(parent)).add(CloudEvents.TRACE_STATE, utf8("a=b"));
        kafka.sendNow(request);
        ConsumerRecord<byte[], byte[]> record =
                kafka.read(Topics.PREDICTIONS.topicName(), 1, DEADLINE).get(0);
        assertThat(record.key()).isEqualTo(utf8("r0"));
        assertThat(header(record, CloudEvents.TRACE_PARENT)).isEqualTo(parent);
        assertThat(header(record, CloudEvents.TRACE_STATE)).isEqualTo("a=b");
        assertThat(header(record, CloudEvents.TYPE)).isEqualTo(Topics.PREDICTIONS.topicName());
        assertThat(header(record, CloudEvents.ID)).isEqualTo("r0");
        assertThat(header(record, CloudEvents.SOURCE)).isEqualTo("affix/inference");
    }

    @Test
    void withTracingThePredictionCarriesASpanWhoseParentIsTheRequests() throws InterruptedException {
        serve();
        SpanRecorder spans = new SpanRecorder();
        traces = Traces.on(spans.telemetry(), Clock.systemUTC());
        start("0", clients("0")::predictions);
        String trace = "0af7651916cd43dd8448eb211c80319c";
        kafka.sendNow(request("r0", CloudEvents.TRACE_PARENT, "00-" + trace + "-b7ad6b7169203331-01"));
        kafka.sendNow(request("r1", "ce_traceparent", "00-" + trace + "-b7ad6b7169203332-01"));
        kafka.sendNow(request("r2", "mine", "no trace"));
        kafka.sendNow(new ProducerRecord<>(Topics.REQUESTS.topicName(), 1, utf8("bad"), utf8("{")));
        await().atMost(DEADLINE).until(() -> spans.ended().size() == 4);
        List<SpanData> byOffset = spans.ended().stream()
                .sorted(Comparator.comparing(span -> span.getAttributes().get(OFFSET)))
                .toList();
        assertThat(byOffset.get(0).getTraceId()).isEqualTo(trace);
        assertThat(byOffset.get(0).getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(byOffset.get(1).getTraceId()).isEqualTo(trace);
        assertThat(byOffset.get(1).getParentSpanId()).isEqualTo("b7ad6b7169203332");
        assertThat(byOffset.get(2).getParentSpanContext().isValid())
                .as("a trace that begins here")
                .isFalse();
        assertThat(byOffset.get(3).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(byOffset.get(3).getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("not-json");
        for (ConsumerRecord<byte[], byte[]> record : kafka.readAll(Topics.PREDICTIONS.topicName())) {
            SpanData span = byOffset.get((int) prediction(record).source().offset());
            assertThat(header(record, CloudEvents.TRACE_PARENT))
                    .isEqualTo("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01");
            assertThat(span.getName()).isEqualTo("process affix.requests.v1");
            assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
            assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(span.getEndEpochNanos()).isGreaterThan(span.getStartEpochNanos());
        }
    }

    @Test
    void aBatchThatIsRolledBackHasSpansThatSaySoAndOthersWhenItIsAnswered() throws InterruptedException {
        serve();
        SpanRecorder spans = new SpanRecorder();
        traces = Traces.on(spans.telemetry(), Clock.systemUTC());
        Supplier<Producer<byte[], byte[]>> producers = clients("0")::predictions;
        AtomicInteger transactions = new AtomicInteger();
        start("0", () -> failing(producers.get(), transactions));
        kafka.sendNow(request("r0", "mine", "no trace"));
        await().atMost(DEADLINE).until(() -> spans.ended().size() == 2);
        assertThat(spans.ended())
                .extracting(span -> span.getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
        assertThat(header(kafka.readAll(Topics.PREDICTIONS.topicName()).get(0), CloudEvents.TRACE_PARENT))
                .contains(spans.ended().get(1).getSpanId());
    }

    @Test
    void whileTextsGoOnTheLoopFetchesNoMoreThanItHoldsAndStaysInItsGroup() {
        serveTexts();
        sendRequests(0, 200);
        start("0", clients("0")::predictions);
        await().atMost(DEADLINE).until(() -> writing.waiting() > 0);
        int waiting = awaitSteady(writing::waiting);
        // Four batches of at most 16, two of whose texts are with the decoder.
        assertThat(waiting).isLessThanOrEqualTo(62);
        int before = polls.get();
        await().atMost(DEADLINE).until(() -> polls.get() > before + 20);
        assertThat(writing.waiting()).isEqualTo(waiting);
        texts.writeAll();
        assertEachAnsweredOnce(200);
        assertThat(predictions())
                .allSatisfy(prediction -> assertThat(prediction.answers())
                        .extracting(ArmAnswer::said)
                        .containsExactly(FakeTextModel.expected(5, prediction.text())));
        assertThat(failures()).isZero();
    }

    /** All partitions leave for a moment, or only those that move. */
    @ParameterizedTest
    @ValueSource(classes = {RangeAssignor.class, CooperativeStickyAssignor.class})
    void whenPartitionsMoveTextsThatAreNotDoneAreGivenBackAndAnsweredOnceAllTheSame(Class<?> assignor) {
        settings.put("partition.assignment.strategy", assignor.getName());
        serveTexts();
        sendRequests(0, 100);
        start("0", clients("0")::predictions);
        await().atMost(DEADLINE).until(() -> writing.waiting() > 0);
        awaitSteady(writing::waiting);
        start("1", clients("1")::predictions);
        // Nothing was committed: the second replica begins where the first did, with texts of its own.
        await().atMost(Duration.ofSeconds(20)).until(() -> texts.cancelled() >= 2);
        texts.writeAll();
        assertEachAnsweredOnce(100);
    }

    @Test
    void stoppingDoesNotWaitForTexts() throws InterruptedException {
        serveTexts();
        sendRequests(0, 20);
        start("0", clients("0")::predictions);
        await().atMost(DEADLINE).until(() -> writing.waiting() > 0);
        loops.get(0).stop();
        threads.get(0).join(10_000);
        assertThat(threads.get(0).isAlive()).isFalse();
        assertThat(writing.waiting()).isZero();
        texts.writeAll();
        start("0", clients("0")::predictions);
        assertEachAnsweredOnce(20);
    }

    @Test
    void aTextThatFailsRollsItsBatchBackWhichIsAnsweredAgain() {
        serveTexts();
        sendRequests(0, 5);
        start("0", clients("0")::predictions);
        await().atMost(DEADLINE).until(() -> texts.failOne(new IllegalStateException("injected")));
        texts.writeAll();
        assertEachAnsweredOnce(5);
        assertThat(failures()).isEqualTo(1);
    }

    private void serveTexts() {
        texts.adapter(digest(5), 5);
        model.residents.add(digest(5));
        ServedVersion version = ServedVersion.of(version("t/a", 1, digest(5), List.of(), Samples.BACKBONE));
        rosters.replace(Roster.of(
                List.of(new RunningExperiment(generating("t", 100, "a"), List.of(new ArmVersion("a", version)))),
                new TreeMap<>(),
                Map.of(),
                List.of()));
    }

    /** Waits until a number stays the same for a while; returns it. */
    private static int awaitSteady(IntSupplier number) {
        AtomicInteger last = new AtomicInteger(-1);
        await().during(Duration.ofMillis(500))
                .atMost(DEADLINE)
                .until(() -> last.getAndSet(number.getAsInt()) == number.getAsInt());
        return last.get();
    }

    @SuppressWarnings("unchecked")
    private Consumer<byte[], byte[]> counting(Consumer<byte[], byte[]> consumer) {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("poll")) {
                        polls.incrementAndGet();
                    }
                    try {
                        return method.invoke(consumer, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private double failures() {
        return meters.get("affix.inference.transaction.failures").counter().count();
    }

    private List<Prediction> predictions() {
        return kafka.readAll(Topics.PREDICTIONS.topicName()).stream()
                .map(KafkaFixture::prediction)
                .toList();
    }

    private static ProducerRecord<byte[], byte[]> request(String id, String header, String value) {
        ProducerRecord<byte[], byte[]> request = new ProducerRecord<>(
                Topics.REQUESTS.topicName(), 1, utf8(id), Json.write(new InferenceRequest(id, "text", null, null)));
        request.headers().add(header, utf8(value));
        return request;
    }

    private void serve() {
        model.residents.add(digest(1));
        ServedVersion version = ServedVersion.of(version("e/a", 1, digest(1)));
        rosters.replace(Roster.of(
                List.of(new RunningExperiment(
                        experiment("e", Mode.PAIRED, "a"), List.of(new ArmVersion("a", version)))),
                new TreeMap<>(),
                Map.of(),
                List.of()));
    }

    /** Sends requests to a replica whose engine, once it has begun with them, goes on when the model is opened. */
    private void keepBusyWith(int requests) throws InterruptedException {
        serve();
        CountDownLatch begun = model.block();
        start("0", clients("0")::predictions);
        sendRequests(0, requests);
        begun.await();
    }

    private void start(String instance, Supplier<Producer<byte[], byte[]>> producers) {
        start(instance, producers, answering);
    }

    private void start(String instance, Supplier<Producer<byte[], byte[]>> producers, Answering engine) {
        RequestLoop loop = new RequestLoop(
                counting(clients(instance).requests()),
                producers,
                MAX_BATCH,
                new Predictor(engine, writing, new TokenLimit(64, false, CallObserver.NONE), Clock.systemUTC()),
                rosters,
                readiness,
                new Counts(meters),
                traces);
        Thread thread = new Thread(loop, "loop-" + instance);
        loops.add(loop);
        threads.add(thread);
        thread.start();
    }

    private Clients clients(String instance) {
        InferenceConfig config = new SmallRyeConfigBuilder()
                .withMapping(InferenceConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValue("affix.inference.instance-id", instance)
                .withDefaultValue("affix.inference.max-batch", Integer.toString(MAX_BATCH))
                .build()
                .getConfigMapping(InferenceConfig.class);
        settings.put("bootstrap.servers", kafka.servers());
        return new Clients(settings, config);
    }

    /** Makes transactions fail in turn: before the offsets, before the commit, and after the commit reached the broker. */
    @SuppressWarnings("unchecked")
    private static Producer<byte[], byte[]> failing(Producer<byte[], byte[]> producer, AtomicInteger transactions) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    boolean commit = method.getName().equals("commitTransaction");
                    boolean offsets = method.getName().equals("sendOffsetsToTransaction");
                    int number = commit ? transactions.incrementAndGet() : transactions.get() + 1;
                    if (offsets && number == 1) {
                        transactions.incrementAndGet();
                        throw new KafkaException("injected before the offsets");
                    }
                    if (commit && number == 3) {
                        throw new KafkaException("injected before the commit");
                    }
                    try {
                        Object result = method.invoke(producer, arguments);
                        if (commit && number == 5) {
                            throw new KafkaException("injected after the commit");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void sendRequests(int from, int until) {
        IntStream.range(from, until)
                .mapToObj(i -> new InferenceRequest("r" + i, "text number " + i, null, null))
                .forEach(request -> kafka.send(Topics.REQUESTS.topicName(), request.id(), Json.write(request)));
        kafka.flush();
    }

    private void assertEachAnsweredOnce(int requests) {
        kafka.read(Topics.PREDICTIONS.topicName(), requests, DEADLINE);
        List<ConsumerRecord<byte[], byte[]>> records = kafka.readAll(Topics.PREDICTIONS.topicName());
        assertThat(records.stream().map(record -> prediction(record).requestId()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, requests).mapToObj(i -> "r" + i).toList());
        assertThat(records)
                .allSatisfy(record -> assertThat(prediction(record).requestId())
                        .isEqualTo(new String(record.key(), StandardCharsets.UTF_8)));
        for (int partition = 0; partition < KafkaFixture.PARTITIONS; partition++) {
            int of = partition;
            assertThat(records.stream()
                            .filter(record -> record.partition() == of)
                            .map(record -> prediction(record).source().offset()))
                    .as("predictions in the order of their requests")
                    .isSorted();
        }
    }
}
