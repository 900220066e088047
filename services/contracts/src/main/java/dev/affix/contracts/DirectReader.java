package dev.affix.contracts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records that come with every request from their tokens, without data binding. It takes only what is plain: known
 * fields, each once, each with a token of its own type, and values that pass the constructors' checks. All else, errors among
 * it, is left to {@link Json}'s mapper, which reads the bytes from their beginning: what is accepted, what it means, and what
 * is said of what is refused, is the mapper's to decide. Thread-safe.
 */
final class DirectReader {
    /** As the mapper's, but repeated fields are noticed by {@link Fields}, which needs no set for each object. */
    private static final JsonFactory TOKENS = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private static final Map<Class<?>, Form<?>> FORMS =
            Map.of(Prediction.class, DirectReader::prediction, LabelEvent.class, DirectReader::label);

    private static final Fields.Names PREDICTION = Fields.Names.required(
                    "requestId", "text", "unit", "attributes", "source", "backbone", "answers", "served", "predictedAt")
            .optional("unit", "attributes");
    private static final Fields.Names POSITION = Fields.Names.required("partition", "offset");
    private static final Fields.Names ANSWER = Fields.Names.required(
                    "experiment", "arm", "digest", "version", "label", "logProbabilities", "cost", "text")
            .optional("label", "logProbabilities", "cost", "text");
    private static final Fields.Names COST = Fields.Names.required("queuedMicros", "computedMicros", "rows", "tokens");
    private static final Fields.Names SERVED = Fields.Names.required("experiment", "arm");
    private static final Fields.Names LABEL =
            Fields.Names.required("requestId", "label", "labelledAt").optional("labelledAt");

    /** Reads one object, from its first token, which is the current one, to its last. */
    private interface Form<T> {
        T read(JsonParser in) throws IOException;
    }

    private DirectReader() {}

    /** Returns the record, or null if the mapper has to read it. */
    static <T> @Nullable T read(byte[] value, Class<T> type) {
        Form<?> form = FORMS.get(type);
        if (form == null) {
            return null;
        }
        try (JsonParser in = TOKENS.createParser(value)) {
            NotPlain.unless(in.nextToken() == JsonToken.START_OBJECT);
            T read = type.cast(form.read(in));
            NotPlain.unless(in.nextToken() == null);
            return read;
        } catch (IOException | InvalidField e) {
            return null;
        }
    }

    private static Prediction prediction(JsonParser in) throws IOException {
        String requestId = null;
        String text = null;
        String unit = null;
        Map<String, String> attributes = null;
        SourcePosition source = null;
        String backbone = null;
        List<ArmAnswer> answers = null;
        List<Served> served = null;
        Instant predictedAt = null;
        for (Fields fields = new Fields(in, PREDICTION); fields.next(); ) {
            switch (fields.name()) {
                case "requestId" -> requestId = text(in);
                case "text" -> text = text(in);
                case "unit" -> unit = text(in);
                case "attributes" -> attributes = texts(in);
                case "source" -> source = object(in, DirectReader::position);
                case "backbone" -> backbone = name(in);
                case "answers" -> answers = objects(in, DirectReader::answer);
                case "served" -> served = objects(in, DirectReader::served);
                default -> predictedAt = instant(in);
            }
        }
        return new Prediction(
                Check.present(requestId, "requestId"),
                Check.present(text, "text"),
                unit,
                attributes,
                Check.present(source, "source"),
                Check.present(backbone, "backbone"),
                Check.present(answers, "answers"),
                Check.present(served, "served"),
                Check.present(predictedAt, "predictedAt"));
    }

    private static SourcePosition position(JsonParser in) throws IOException {
        int partition = 0;
        long offset = 0;
        for (Fields fields = new Fields(in, POSITION); fields.next(); ) {
            switch (fields.name()) {
                case "partition" -> partition = integer(in).getIntValue();
                default -> offset = integer(in).getLongValue();
            }
        }
        return new SourcePosition(partition, offset);
    }

    private static ArmAnswer answer(JsonParser in) throws IOException {
        String experiment = "";
        String arm = "";
        String digest = "";
        long version = 0;
        String label = null;
        List<Float> logProbabilities = List.of();
        AnswerCost cost = null;
        String text = null;
        for (Fields fields = new Fields(in, ANSWER); fields.next(); ) {
            switch (fields.name()) {
                case "experiment" -> experiment = name(in);
                case "arm" -> arm = name(in);
                case "digest" -> digest = name(in);
                case "version" -> version = integer(in).getLongValue();
                case "label" -> label = name(in);
                case "logProbabilities" -> logProbabilities = floats(in);
                case "cost" -> cost = object(in, DirectReader::cost);
                default -> text = text(in);
            }
        }
        return new ArmAnswer(experiment, arm, digest, version, label, logProbabilities, cost, text);
    }

    private static AnswerCost cost(JsonParser in) throws IOException {
        long queuedMicros = 0;
        long computedMicros = 0;
        int rows = 0;
        int tokens = 0;
        for (Fields fields = new Fields(in, COST); fields.next(); ) {
            switch (fields.name()) {
                case "queuedMicros" -> queuedMicros = integer(in).getLongValue();
                case "computedMicros" -> computedMicros = integer(in).getLongValue();
                case "rows" -> rows = integer(in).getIntValue();
                default -> tokens = integer(in).getIntValue();
            }
        }
        return new AnswerCost(queuedMicros, computedMicros, rows, tokens);
    }

    private static Served served(JsonParser in) throws IOException {
        String experiment = "";
        String arm = "";
        for (Fields fields = new Fields(in, SERVED); fields.next(); ) {
            switch (fields.name()) {
                case "experiment" -> experiment = name(in);
                default -> arm = name(in);
            }
        }
        return new Served(experiment, arm);
    }

    private static LabelEvent label(JsonParser in) throws IOException {
        String requestId = "";
        String label = "";
        Instant labelledAt = null;
        for (Fields fields = new Fields(in, LABEL); fields.next(); ) {
            switch (fields.name()) {
                case "requestId" -> requestId = text(in);
                case "label" -> label = name(in);
                default -> labelledAt = instant(in);
            }
        }
        return new LabelEvent(requestId, label, labelledAt);
    }

    private static String text(JsonParser in) throws IOException {
        return NotPlain.unlessNull(in.nextTextValue());
    }

    /** Reads a text that many records have. */
    private static String name(JsonParser in) throws IOException {
        return Recurring.same(text(in));
    }

    private static JsonParser integer(JsonParser in) throws IOException {
        NotPlain.unless(in.nextToken() == JsonToken.VALUE_NUMBER_INT);
        return in;
    }

    private static Instant instant(JsonParser in) throws IOException {
        return NotPlain.unlessNull(InstantText.read(text(in)));
    }

    private static Map<String, String> texts(JsonParser in) throws IOException {
        NotPlain.unless(in.nextToken() == JsonToken.START_OBJECT);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            NotPlain.unless(texts.put(name, text(in)) == null);
        }
        NotPlain.unless(in.currentToken() == JsonToken.END_OBJECT);
        return texts;
    }

    private static <T> T object(JsonParser in, Form<T> form) throws IOException {
        NotPlain.unless(in.nextToken() == JsonToken.START_OBJECT);
        return form.read(in);
    }

    private static <E> List<E> objects(JsonParser in, Form<E> form) throws IOException {
        NotPlain.unless(in.nextToken() == JsonToken.START_ARRAY);
        List<E> objects = new ArrayList<>();
        while (in.nextToken() == JsonToken.START_OBJECT) {
            objects.add(form.read(in));
        }
        NotPlain.unless(in.currentToken() == JsonToken.END_ARRAY);
        return objects;
    }

    private static List<Float> floats(JsonParser in) throws IOException {
        NotPlain.unless(in.nextToken() == JsonToken.START_ARRAY);
        float[] floats = new float[16];
        int size = 0;
        while (in.nextToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            if (size == floats.length) {
                floats = Arrays.copyOf(floats, 2 * size);
            }
            floats[size] = in.getFloatValue();
            size++;
        }
        NotPlain.unless(in.currentToken() == JsonToken.END_ARRAY);
        return Floats.of(floats, size);
    }
}
