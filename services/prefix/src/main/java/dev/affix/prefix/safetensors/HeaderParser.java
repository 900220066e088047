package dev.affix.prefix.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON header token by token, so that a hostile one costs little memory and every error has a position. */
final class HeaderParser {
    static final String METADATA = "__metadata__";
    private static final int MAX_RANK = 16;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private HeaderParser(JsonParser parser) {
        this.parser = parser;
    }

    /** Syntax and types only; that the byte ranges fit together is checked by {@link Header}. */
    static Header parse(byte[] json) throws IOException {
        String text = decode(json);
        if (!text.startsWith("{")) {
            throw new InvalidSafetensorsException("the header must start with '{' at byte 8");
        }
        // Parsing text, not bytes: given bytes the parser would also guess UTF-16 and UTF-32.
        try (JsonParser parser = JSON.createParser(text)) {
            HeaderParser header = new HeaderParser(parser);
            header.object();
            return new Header(header.metadata, header.tensors);
        } catch (JsonParseException e) {
            throw new InvalidSafetensorsException("the header is not valid JSON at character "
                    + e.getLocation().getCharOffset() + ": " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw new InvalidSafetensorsException("the header is refused: " + e.getOriginalMessage());
        }
    }

    private static String decode(byte[] json) throws InvalidSafetensorsException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(json);
        CharBuffer out = CharBuffer.allocate(json.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new InvalidSafetensorsException("the header is not UTF-8 at byte " + (8 + in.position()));
        }
        return out.flip().toString();
    }

    private void object() throws IOException {
        expect(JsonToken.START_OBJECT, "the header");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (name.equals(METADATA)) {
                metadata();
            } else {
                tensors.put(name, tensor(name));
            }
        }
        if (parser.nextToken() != null) {
            throw refuse("the header", "something follows the closing brace");
        }
    }

    private void metadata() throws IOException {
        expect(JsonToken.START_OBJECT, METADATA);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            expect(JsonToken.VALUE_STRING, METADATA + " '" + key + "'");
            metadata.put(key, parser.getText());
        }
    }

    private TensorInfo tensor(String name) throws IOException {
        String where = "tensor '" + name + "'";
        @Nullable Dtype dtype = null;
        @Nullable List<Long> shape = null;
        @Nullable List<Long> offsets = null;
        expect(JsonToken.START_OBJECT, where);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            switch (field) {
                case "dtype" -> {
                    expect(JsonToken.VALUE_STRING, where + " dtype");
                    dtype = Dtype.named(parser.getText());
                    if (dtype == null) {
                        throw refuse(where, "unknown dtype '" + parser.getText() + "'");
                    }
                }
                case "shape" -> shape = numbers(where + " shape");
                case "data_offsets" -> offsets = numbers(where + " data_offsets");
                default -> throw refuse(where, "unknown field '" + field + "'");
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw refuse(where, "dtype, shape and data_offsets are all needed");
        }
        if (offsets.size() != 2) {
            throw refuse(where, "data_offsets must be two numbers, are " + offsets);
        }
        return new TensorInfo(name, dtype, shape, offsets.get(0), offsets.get(1));
    }

    private List<Long> numbers(String where) throws IOException {
        expect(JsonToken.START_ARRAY, where);
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                    || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    || parser.getLongValue() < 0) {
                throw refuse(where, "must hold integers from 0 to 2^63 - 1, holds " + parser.getText());
            }
            if (numbers.size() == MAX_RANK) {
                throw refuse(where, "more than " + MAX_RANK + " numbers");
            }
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private void expect(JsonToken expected, String where) throws IOException {
        JsonToken found = parser.nextToken();
        if (found != expected) {
            throw refuse(where, "expected " + expected + ", found " + found);
        }
    }

    private InvalidSafetensorsException refuse(String where, String reason) {
        return new InvalidSafetensorsException(where + ": " + reason + " (header character "
                + parser.currentTokenLocation().getCharOffset() + ")");
    }
}
