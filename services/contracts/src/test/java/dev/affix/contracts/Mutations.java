package dev.affix.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Breaks JSON in many ways, or writes the same in another way, from a seed. */
final class Mutations {
    /** In the place of a value. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "\"\"",
            "\" \"",
            "\"null\"",
            "\"7\"",
            "\"-1.5\"",
            "0",
            "7",
            "-1",
            "-0",
            "-0.0",
            "0.0",
            "1.0",
            "3.7",
            "1e2",
            "1E+2",
            "1e400",
            "-1e400",
            "1e-400",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "123456789012345678901234567890",
            "NaN",
            "\"NaN\"",
            "Infinity",
            "-Infinity",
            "01",
            "+1",
            ".5",
            "5.",
            "1e",
            "0x1",
            "{}",
            "[]",
            "[1]",
            "[null]",
            "{\"a\":1,\"a\":2}",
            "{\"a\":null}",
            "[[1.5]]",
            "[\"x\"]",
            "'x'",
            "x",
            "",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\udc00x\"",
            "\"\\u0000\"",
            "\"\\x\"",
            "\"\t\"",
            "\"é\"",
            "\"😀\"",
            "\"1970-01-01T00:00:00Z\"",
            "\"2026-02-29T00:00:00Z\"",
            "\"2024-02-29T00:00:00Z\"",
            "\"2026-01-01T24:00:00Z\"",
            "\"2016-12-31T23:59:60Z\"",
            "\"2026-01-01T00:00:00.1Z\"",
            "\"2026-01-01T00:00:00.Z\"",
            "\"2026-01-01T00:00:00.1234567890Z\"",
            "\"2026-01-01T00:00Z\"",
            "\"2026-01-01T00:00:00+00:00\"",
            "\"2026-01-01T00:00:00+01:00\"",
            "\"2026-01-01T00:00:00z\"",
            "\"2026-01-01t00:00:00Z\"",
            "\" 2026-01-01T00:00:00Z \"",
            "\"0000-01-01T00:00:00Z\"",
            "\"+12026-01-01T00:00:00Z\"",
            "\"1767225600\"",
            "\"1767225600.5\"",
            "1767225600",
            "1767225600.123456789",
            "1e300",
            "\"2026-13-01T00:00:00Z\"",
            "\"2026-00-10T00:00:00Z\"",
            "\"2026-01-00T00:00:00Z\"",
            "\"٢026-01-01T00:00:00Z\"");

    private static final List<String> NAMES = List.of(
            "requestId",
            "text",
            "unit",
            "attributes",
            "source",
            "backbone",
            "answers",
            "served",
            "predictedAt",
            "label",
            "labelledAt",
            "experiment",
            "arm",
            "digest",
            "version",
            "logProbabilities",
            "cost",
            "rows",
            "tokens",
            "partition",
            "offset",
            "queuedMicros",
            "computedMicros",
            "later",
            "",
            "Text",
            "te\\u0078t",
            "l\\u0061bel",
            "é");

    private final Random random;

    /** A value of JSON, as it is written; an object's fields may repeat. */
    private static final class Node {
        String scalar = "";
        final List<String> names = new ArrayList<>();
        final List<Node> children = new ArrayList<>();
        char kind = 's';

        static Node of(JsonNode json) {
            Node node = new Node();
            if (json.isObject()) {
                node.kind = '{';
                json.fieldNames().forEachRemaining(name -> node.names.add(quoted(name)));
            } else if (json.isArray()) {
                node.kind = '[';
            } else {
                node.scalar = json.toString();
            }
            json.forEach(child -> node.children.add(of(child)));
            return node;
        }

        static Node raw(String text) {
            Node node = new Node();
            node.scalar = text;
            return node;
        }

        /** Returns itself and all below. */
        List<Node> all() {
            List<Node> all = new ArrayList<>(List.of(this));
            children.forEach(child -> all.addAll(child.all()));
            return all;
        }

        private static String quoted(String name) {
            try {
                return Json.mapper().writeValueAsString(name);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Mutations(Random random) {
        this.random = random;
    }

    /** Returns other bytes than some valid ones, often still valid. */
    byte[] mutate(byte[] valid) {
        Node root = tree(valid);
        for (int n = random.nextInt(3); n > 0; n--) {
            change(root);
        }
        byte[] bytes = written(root).getBytes(StandardCharsets.UTF_8);
        for (int n = Math.max(0, random.nextInt(8) - 5); n > 0 && bytes.length > 2; n--) {
            bytes = broken(bytes);
        }
        return bytes;
    }

    private static Node tree(byte[] json) {
        try {
            // With decimals as they are, or a float would be written as a double.
            return Node.of(Json.mapper()
                    .reader()
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void change(Node root) {
        List<Node> all = root.all();
        Node node = all.get(random.nextInt(all.size()));
        if (node.children.isEmpty() || random.nextInt(3) == 0) {
            replace(node);
            return;
        }
        int i = random.nextInt(node.children.size());
        int j = random.nextInt(node.children.size());
        switch (random.nextInt(node.kind == '{' ? 7 : 4)) {
            case 0 -> {
                node.children.remove(i);
                if (node.kind == '{') {
                    node.names.remove(i);
                }
            }
            case 1 -> add(node, j, node.kind == '{' ? node.names.get(i) : "", node.children.get(i));
            case 2 -> Collections.swap(node.children, i, j);
            case 3 -> add(node, j, '"' + pick(NAMES) + '"', Node.raw(pick(VALUES)));
            case 4 -> node.names.set(i, '"' + pick(NAMES) + '"');
            default -> {
                Collections.swap(node.children, i, j);
                Collections.swap(node.names, i, j);
            }
        }
    }

    private static void add(Node node, int at, String name, Node child) {
        node.children.add(at, child);
        if (node.kind == '{') {
            node.names.add(at, name);
        }
    }

    private void replace(Node node) {
        node.children.clear();
        node.names.clear();
        String old = node.kind == 's' ? node.scalar : "7";
        node.kind = 's';
        node.scalar = switch (random.nextInt(12)) {
            case 0 -> '"' + old.replace("\"", "") + '"';
            case 1 -> old.replace("\"", "");
            case 2 -> "[".repeat(1100) + "]".repeat(1100);
            case 3 -> "1" + "0".repeat(1100) + ".5";
            case 4 -> '"' + "y".repeat(10_001) + '"';
            case 5 -> old + "0";
            case 6 -> "-" + old;
            default -> pick(VALUES);
        };
    }

    private String written(Node root) {
        StringBuilder text = new StringBuilder();
        write(text, root, random.nextInt(4) == 0);
        return text.toString();
    }

    private void write(StringBuilder text, Node node, boolean spaced) {
        space(text, spaced);
        if (node.kind == 's') {
            text.append(node.scalar);
        } else {
            text.append(node.kind);
            for (int i = 0; i < node.children.size(); i++) {
                text.append(i == 0 ? "" : ",");
                if (node.kind == '{') {
                    space(text, spaced);
                    text.append(node.names.get(i));
                    space(text, spaced);
                    text.append(':');
                }
                write(text, node.children.get(i), spaced);
            }
            space(text, spaced);
            text.append(node.kind == '{' ? '}' : ']');
        }
        space(text, spaced);
    }

    private void space(StringBuilder text, boolean spaced) {
        if (spaced) {
            text.append(List.of("", "", " ", "\n", "\t", "\r\n").get(random.nextInt(6)));
        }
    }

    private byte[] broken(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 ->
                joined(
                        bytes,
                        pick(List.of(" ", "\n", "x", "{}", ",", "}", "null", "\"", "\0", "7"))
                                .getBytes(StandardCharsets.UTF_8));
            case 2 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
            case 3 ->
                joined(
                        joined(Arrays.copyOf(bytes, at), new byte[] {(byte) random.nextInt()}),
                        Arrays.copyOfRange(bytes, at, bytes.length));
            case 4 -> {
                int to = Math.min(bytes.length, at + random.nextInt(40));
                yield joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
            }
            case 5 -> joined(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, bytes);
            default -> {
                byte[] flipped = bytes.clone();
                flipped[at] = (byte) (random.nextBoolean() ? random.nextInt() : flipped[at] ^ (1 << random.nextInt(8)));
                yield flipped;
            }
        };
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
