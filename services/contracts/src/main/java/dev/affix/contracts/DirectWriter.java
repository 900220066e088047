package dev.affix.contracts;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records that come with every request, field by field, without data binding: the bytes that {@link Json}'s mapper
 * would write. Thread-safe.
 */
final class DirectWriter {
    private static final JsonFactory TOKENS = new JsonFactory();
    private static final SerializedString ANSWERS = new SerializedString("answers");
    private static final SerializedString ARM = new SerializedString("arm");
    private static final SerializedString ATTRIBUTES = new SerializedString("attributes");
    private static final SerializedString BACKBONE = new SerializedString("backbone");
    private static final SerializedString BRIER = new SerializedString("brier");
    private static final SerializedString CHRF = new SerializedString("chrf");
    private static final SerializedString COMPUTED_MICROS = new SerializedString("computedMicros");
    private static final SerializedString CORRECT = new SerializedString("correct");
    private static final SerializedString COST = new SerializedString("cost");
    private static final SerializedString DIGEST = new SerializedString("digest");
    private static final SerializedString EXPERIMENT = new SerializedString("experiment");
    private static final SerializedString LABEL = new SerializedString("label");
    private static final SerializedString LOG_LOSS = new SerializedString("logLoss");
    private static final SerializedString LOG_PROBABILITIES = new SerializedString("logProbabilities");
    private static final SerializedString MATCHES = new SerializedString("matches");
    private static final SerializedString OFFSET = new SerializedString("offset");
    private static final SerializedString PARTITION = new SerializedString("partition");
    private static final SerializedString PREDICTED = new SerializedString("predicted");
    private static final SerializedString PREDICTED_AT = new SerializedString("predictedAt");
    private static final SerializedString PREDICTION = new SerializedString("prediction");
    private static final SerializedString QUEUED_MICROS = new SerializedString("queuedMicros");
    private static final SerializedString REFERENCE_WORDS = new SerializedString("referenceWords");
    private static final SerializedString REQUEST_ID = new SerializedString("requestId");
    private static final SerializedString ROUGE_L = new SerializedString("rougeL");
    private static final SerializedString ROWS = new SerializedString("rows");
    private static final SerializedString SCORED_AT = new SerializedString("scoredAt");
    private static final SerializedString SCORES = new SerializedString("scores");
    private static final SerializedString SERVED = new SerializedString("served");
    private static final SerializedString SOURCE = new SerializedString("source");
    private static final SerializedString TEXT = new SerializedString("text");
    private static final SerializedString TEXT_SCORE = new SerializedString("textScore");
    private static final SerializedString TOKENS_OF_TEXT = new SerializedString("tokens");
    private static final SerializedString UNIT = new SerializedString("unit");
    private static final SerializedString VERSION = new SerializedString("version");
    private static final SerializedString WORDS = new SerializedString("words");

    private DirectWriter() {}

    /** Returns the record's bytes, or null if the mapper must write it. */
    static byte @Nullable [] write(Object value) {
        if (!(value instanceof ScoredExample) && !(value instanceof Prediction)) {
            return null;
        }
        // As the mapper does: the bytes grow in memory that the next record uses again.
        try (ByteArrayBuilder bytes = new ByteArrayBuilder(TOKENS._getBufferRecycler())) {
            try (JsonGenerator out = TOKENS.createGenerator(bytes, JsonEncoding.UTF8)) {
                if (value instanceof ScoredExample example) {
                    write(out, example);
                } else if (value instanceof Prediction prediction) {
                    write(out, prediction);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("memory takes any text that records may hold", e);
            }
            return bytes.getClearAndRelease();
        }
    }

    private static void write(JsonGenerator out, ScoredExample example) throws IOException {
        out.writeStartObject();
        text(out, REQUEST_ID, example.requestId());
        text(out, TEXT, example.text());
        text(out, LABEL, example.label());
        write(out, PREDICTION, example.prediction());
        out.writeFieldName(SCORES);
        out.writeStartArray();
        for (ArmScore score : example.scores()) {
            write(out, score);
        }
        out.writeEndArray();
        instant(out, PREDICTED_AT, example.predictedAt());
        instant(out, SCORED_AT, example.scoredAt());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, ArmScore score) throws IOException {
        out.writeStartObject();
        text(out, EXPERIMENT, score.experiment());
        text(out, ARM, score.arm());
        text(out, DIGEST, score.digest());
        number(out, VERSION, score.version());
        text(out, PREDICTED, score.predicted());
        out.writeFieldName(CORRECT);
        out.writeBoolean(score.correct());
        number(out, LOG_LOSS, score.logLoss());
        number(out, BRIER, score.brier());
        TextScore ofText = score.textScore();
        if (ofText != null) {
            out.writeFieldName(TEXT_SCORE);
            out.writeStartObject();
            number(out, ROUGE_L, ofText.rougeL());
            number(out, CHRF, ofText.chrf());
            out.writeFieldName(MATCHES);
            out.writeStartArray();
            for (int matches : ofText.matches()) {
                out.writeNumber(matches);
            }
            out.writeEndArray();
            number(out, WORDS, ofText.words());
            number(out, REFERENCE_WORDS, ofText.referenceWords());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Prediction prediction) throws IOException {
        out.writeStartObject();
        text(out, REQUEST_ID, prediction.requestId());
        text(out, TEXT, prediction.text());
        if (prediction.unit() != null) {
            text(out, UNIT, prediction.unit());
        }
        if (prediction.attributes() != null) {
            out.writeFieldName(ATTRIBUTES);
            out.writeStartObject();
            for (Map.Entry<String, String> attribute : prediction.attributes().entrySet()) {
                out.writeStringField(attribute.getKey(), attribute.getValue());
            }
            out.writeEndObject();
        }
        write(out, SOURCE, prediction.source());
        text(out, BACKBONE, prediction.backbone());
        out.writeFieldName(ANSWERS);
        out.writeStartArray();
        for (ArmAnswer answer : prediction.answers()) {
            write(out, answer);
        }
        out.writeEndArray();
        out.writeFieldName(SERVED);
        out.writeStartArray();
        for (Served served : prediction.served()) {
            out.writeStartObject();
            text(out, EXPERIMENT, served.experiment());
            text(out, ARM, served.arm());
            out.writeEndObject();
        }
        out.writeEndArray();
        instant(out, PREDICTED_AT, prediction.predictedAt());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, ArmAnswer answer) throws IOException {
        out.writeStartObject();
        text(out, EXPERIMENT, answer.experiment());
        text(out, ARM, answer.arm());
        text(out, DIGEST, answer.digest());
        number(out, VERSION, answer.version());
        if (answer.label() != null) {
            text(out, LABEL, answer.label());
            out.writeFieldName(LOG_PROBABILITIES);
            out.writeStartArray();
            for (float log : answer.logProbabilities()) {
                out.writeNumber(log);
            }
            out.writeEndArray();
        }
        AnswerCost cost = answer.cost();
        if (cost != null) {
            out.writeFieldName(COST);
            out.writeStartObject();
            number(out, QUEUED_MICROS, cost.queuedMicros());
            number(out, COMPUTED_MICROS, cost.computedMicros());
            number(out, ROWS, cost.rows());
            number(out, TOKENS_OF_TEXT, cost.tokens());
            out.writeEndObject();
        }
        if (answer.text() != null) {
            text(out, TEXT, answer.text());
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, SerializedString name, SourcePosition position) throws IOException {
        out.writeFieldName(name);
        out.writeStartObject();
        number(out, PARTITION, position.partition());
        number(out, OFFSET, position.offset());
        out.writeEndObject();
    }

    private static void text(JsonGenerator out, SerializedString name, String value) throws IOException {
        out.writeFieldName(name);
        out.writeString(value);
    }

    private static void number(JsonGenerator out, SerializedString name, long value) throws IOException {
        out.writeFieldName(name);
        out.writeNumber(value);
    }

    private static void number(JsonGenerator out, SerializedString name, @Nullable Double value) throws IOException {
        if (value != null) {
            out.writeFieldName(name);
            out.writeNumber(value);
        }
    }

    private static void instant(JsonGenerator out, SerializedString name, Instant value) throws IOException {
        out.writeFieldName(name);
        out.writeString(InstantText.write(value));
    }
}
