package dev.affix.inference;

import static dev.affix.inference.KafkaFixture.utf8;

import dev.affix.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Request records that must be refused, each with the reason for it. The same seed gives the same ones. */
final class BadRecords {
    /** Header with the record's name: its key may be no name. */
    static final String NAME = "fuzz-name";

    private static final int KINDS = 24;

    private final SplittableRandom random;

    /**
     * A bad record.
     *
     * @param reason code of {@link dev.affix.contracts.DeadLetter.Reason}
     */
    record Bad(ProducerRecord<byte[], byte[]> record, String reason) {}

    BadRecords(SplittableRandom random) {
        this.random = random;
    }

    /** Returns one named {@code bad-<number>}. */
    Bad next(int number) {
        String id = "bad-" + number;
        String word = word();
        return switch (random.nextInt(KINDS)) {
            case 0 -> bad(id, "{\"id\":\"" + id + "\",\"text\":\"\"}", "invalid-value");
            case 1 ->
                bad(
                        id,
                        "{\"id\":\"" + id + "\",\"text\":\"" + " ".repeat(1 + random.nextInt(20)) + "\"}",
                        "invalid-value");
            case 2 -> bad(id, text(id, "x".repeat(10_001 + random.nextInt(2_000))), "too-long");
            case 3 -> bad(id, notUtf8(text(id, word)), "not-json");
            case 4 ->
                bad(id, "{\"id\":\"" + id + "\",\"text\":\"t\",\"experiment\":\"" + word + "\"}", "unknown-experiment");
            case 5 -> bad(id, "{\"id\":\"" + id + "\",\"text\":\"t\",\"experiment\":\"NOT A NAME\"}", "invalid-value");
            case 6 -> bad(id, nested("[", "]"), "not-json");
            case 7 -> bad(id, "{\"id\":\"" + id + "\",\"text\":" + nested("[", "]") + "}", "invalid-value");
            case 8 ->
                bad(id, "{\"id\":\"" + id + "\",\"text\":\"t\",\"more\":" + nested("{\"a\":", "}") + "}", "not-json");
            case 9 ->
                bad(
                        id,
                        "{\"id\":\"" + id + "\",\"text\":" + "9".repeat(500 + random.nextInt(500)) + "}",
                        "invalid-value");
            case 10 -> bad(id, "{\"id\":\"" + id + "\",\"text\":\"t\",\"n\":" + "9".repeat(2_000) + "}", "not-json");
            case 11 ->
                bad(id, "{\"id\":\"" + id + "\",\"text\":1e" + random.nextInt(1, 999_999_999) + "}", "invalid-value");
            case 12 -> bad(id, "{\"id\":\"" + id + "\",\"text\":\"a\",\"text\":\"b\"}", "not-json");
            case 13 -> bad(id, "{\"id\":\"" + id + "\",\"text\":[\"" + word + "\"]}", "invalid-value");
            case 14 -> bad(id, "{\"id\":\"" + id + "\",\"text\":{\"a\":1}}", "invalid-value");
            case 15 -> bad(id, "{\"id\":\"" + id + "\",\"text\":true}", "invalid-value");
            case 16 -> bad(id, "{\"id\":\"" + id + "\"}", "missing-field");
            case 17 -> bad(id, "{\"text\":\"" + word + "\"}", "missing-field");
            case 18 -> bad(id, "{\"id\":\"" + id + "\",\"text\":null}", "missing-field");
            case 19 -> bad(word, id, text(id, word), "key-mismatch");
            case 20 -> bad(null, id, text(id, word), "key-mismatch");
            case 21 -> bad(id, text(id, "half \\ud83d" + word), "invalid-value");
            case 22 -> bad(id, cut(text(id, word)), "not-json");
            default -> bad(id, junk(), "not-json");
        };
    }

    private static Bad bad(String id, String value, String reason) {
        return bad(id, id, value, reason);
    }

    private static Bad bad(String id, byte[] value, String reason) {
        return bad(id, id, value, reason);
    }

    private static Bad bad(@Nullable String key, String id, String value, String reason) {
        return bad(key, id, utf8(value), reason);
    }

    private static Bad bad(@Nullable String key, String id, byte[] value, String reason) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topics.REQUESTS.topicName(), null, key == null ? null : utf8(key), value);
        record.headers().add(NAME, utf8(id));
        return new Bad(record, reason);
    }

    private static String text(String id, String text) {
        return "{\"id\":\"" + id + "\",\"text\":\"" + text + "\"}";
    }

    private String nested(String open, String close) {
        int depth = random.nextInt(2_000, 20_000);
        return open.repeat(depth) + "1" + close.repeat(depth);
    }

    private byte[] notUtf8(String json) {
        byte[] bytes = utf8(json);
        bytes[bytes.length - 3] = (byte) (0x80 + random.nextInt(0x40));
        return bytes;
    }

    private String cut(String json) {
        return json.substring(0, 1 + random.nextInt(json.length() - 1));
    }

    private byte[] junk() {
        byte[] bytes = new byte[random.nextInt(1, 200)];
        random.nextBytes(bytes);
        // No JSON begins like this.
        bytes[0] = (byte) 0xff;
        return bytes;
    }

    private String word() {
        byte[] letters = new byte[random.nextInt(3, 12)];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) ('f' + random.nextInt(20));
        }
        return new String(Arrays.copyOf(letters, letters.length), StandardCharsets.US_ASCII);
    }
}
