package dev.affix.datasets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A labelled text data set.
 *
 * @param name a name fit for experiments and request ids
 * @param examples the examples, in the order of their source
 * @param badRows rows that were skipped, in order
 */
public record Dataset(String name, List<LabelledText> examples, List<BadRow> badRows) {
    public Dataset {
        examples = List.copyOf(examples);
        badRows = List.copyOf(badRows);
    }

    /** Returns the distinct labels, sorted: the same for every part and order of the data set. */
    public List<String> labels() {
        return examples.stream().map(LabelledText::label).distinct().sorted().toList();
    }

    /**
     * Returns the examples in an order that depends on the seed alone (Fisher and Yates, {@link SplittableRandom}), so that
     * a later run can continue where an earlier one stopped.
     */
    public List<LabelledText> shuffled(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<LabelledText> shuffled = new ArrayList<>(examples);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, random.nextInt(i + 1));
        }
        return List.copyOf(shuffled);
    }

    /** Returns the SHA-256 of the examples in order, in hexadecimal: equal for data sets that stream the same texts. */
    public String digest() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (LabelledText example : examples) {
                update(sha256, example.text());
                update(sha256, example.label());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, String value) {
        digest.update(value.getBytes(StandardCharsets.UTF_8));
        // A separator that UTF-8 never contains: ("ab", "c") and ("a", "bc") differ.
        digest.update((byte) 0xFF);
    }
}
