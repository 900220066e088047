package dev.affix.inference.stream;

import dev.affix.contracts.CloudEvents;
import dev.affix.contracts.Json;
import dev.affix.contracts.Prediction;
import dev.affix.contracts.SourcePosition;
import dev.affix.contracts.Topics;
import dev.affix.inference.answering.Outcome;
import dev.affix.inference.answering.RequestRecord;
import dev.affix.inference.kafka.DeadLetters;
import dev.affix.inference.tracing.Traces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The records of one poll, as Kafka gave them: in offset order within each partition. */
final class RequestBatch {
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, Long> starts = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> ends;

    RequestBatch(ConsumerRecords<byte[], byte[]> polled) {
        polled.forEach(record -> {
            records.add(record);
            starts.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset());
        });
        ends = Map.copyOf(polled.nextOffsets());
    }

    int size() {
        return records.size();
    }

    /** Returns the offset of each partition's first record. */
    Map<TopicPartition, Long> starts() {
        return starts;
    }

    /** Returns the offsets to commit with the outcomes. */
    Map<TopicPartition, OffsetAndMetadata> ends() {
        return ends;
    }

    List<RequestRecord> requests() {
        return records.stream()
                .map(record -> new RequestRecord(
                        record.key(), record.value(), new SourcePosition(record.partition(), record.offset())))
                .toList();
    }

    /**
     * Starts the trace of this batch.
     *
     * @param since how long ago it was read
     */
    BatchTrace trace(Traces traces, Duration since) {
        return new BatchTrace(traces, records, since);
    }

    /** Returns one record per outcome: a prediction, or a dead letter. */
    List<ProducerRecord<byte[], byte[]>> results(List<Outcome> outcomes, BatchTrace trace) {
        List<ProducerRecord<byte[], byte[]>> results = new ArrayList<>(outcomes.size());
        for (int i = 0; i < outcomes.size(); i++) {
            ConsumerRecord<byte[], byte[]> record = records.get(i);
            if (outcomes.get(i) instanceof Outcome.Answered answered) {
                ProducerRecord<byte[], byte[]> prediction = prediction(answered.prediction());
                trace.carry(i, prediction.headers());
                results.add(prediction);
            } else if (outcomes.get(i) instanceof Outcome.Refused refused) {
                results.add(DeadLetters.of(record, refused.problem()));
                trace.refused(i, refused.problem().reason().code());
            }
        }
        return results;
    }

    private static ProducerRecord<byte[], byte[]> prediction(Prediction prediction) {
        ProducerRecord<byte[], byte[]> result = new ProducerRecord<>(
                Topics.PREDICTIONS.topicName(),
                null,
                prediction.requestId().getBytes(StandardCharsets.UTF_8),
                Json.write(prediction));
        CloudEvents.headers(Topics.PREDICTIONS, prediction.requestId(), DeadLetters.SERVICE, prediction.predictedAt())
                .forEach((name, value) -> result.headers().add(name, value));
        return result;
    }
}
