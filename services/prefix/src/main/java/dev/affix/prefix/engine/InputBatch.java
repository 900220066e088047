package dev.affix.prefix.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.backbone.ImageShape;
import dev.affix.prefix.tokenizer.Input;
import dev.affix.prefix.tokenizer.Pixels;
import dev.affix.prefix.tokenizer.Tokens;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts padded to the longest, ids and positions [2, B, S], or images; mask [B, S]. In row order. */
final class InputBatch {
    final int rows;
    final int length;
    /** Token ids, then for each the row of the position embedding. */
    final long[] ids;

    final float[] mask;
    private final float[] pixels;
    private final @Nullable ImageShape image;

    /** Pads rows whose first token has position 0. */
    InputBatch(BackboneConfig config, List<? extends Input> inputs) {
        this(config, inputs, new int[inputs.size()]);
    }

    /**
     * Pads rows.
     *
     * @param first for each row the position of its first token
     * @throws IllegalArgumentException if there is no row, or one that the backbone cannot read
     */
    InputBatch(BackboneConfig config, List<? extends Input> inputs, int[] first) {
        rows = inputs.size();
        if (rows == 0) {
            throw new IllegalArgumentException("The batch is empty");
        }
        image = config.image();
        if (image != null) {
            length = config.maxPositions();
            ids = new long[0];
            pixels = new float[rows * image.channels() * image.size() * image.size()];
            mask = new float[rows * length];
            Arrays.fill(mask, 1);
            for (int row = 0; row < rows; row++) {
                fill(image, row, inputs.get(row), first[row]);
            }
            return;
        }
        pixels = new float[0];
        length = inputs.stream().mapToInt(Input::length).max().orElseThrow();
        ids = new long[2 * rows * length];
        mask = new float[rows * length];
        for (int row = 0; row < rows; row++) {
            if (!(inputs.get(row) instanceof Tokens tokens)) {
                throw new IllegalArgumentException("Row " + row + " is an image; the backbone reads texts");
            }
            fill(config, row, tokens, first[row]);
        }
    }

    private void fill(ImageShape shape, int row, Input input, int first) {
        if (!(input instanceof Pixels own) || own.channels() != shape.channels() || own.size() != shape.size()) {
            throw new IllegalArgumentException("Row " + row + " is " + (input instanceof Pixels ? input : "a text")
                    + "; the backbone reads images of " + shape.channels() + " channels and " + shape.size() + " times "
                    + shape.size() + " pixels");
        }
        if (first != 0) {
            throw new IllegalArgumentException(
                    "Row " + row + "'s adapter counts positions after the prefix; an image's positions are its own."
                            + " Tune with positions from-zero.");
        }
        own.copyTo(pixels, row * shape.channels() * shape.size() * shape.size());
    }

    private void fill(BackboneConfig config, int row, Tokens t, int first) {
        if (t.length() < 1 || t.length() > config.maxPositions() - first) {
            throw new IllegalArgumentException("Row " + row + " has " + t.length() + " tokens; the backbone reads 1 to "
                    + (config.maxPositions() - first)
                    + (first == 0 ? "" : " from position " + first + " on"));
        }
        for (int i = 0; i < t.length(); i++) {
            if (t.id(i) < 0 || t.id(i) >= config.vocabulary()) {
                throw new IllegalArgumentException("Row " + row + " has token " + t.id(i) + "; the backbone knows 0 to "
                        + (config.vocabulary() - 1));
            }
            ids[row * length + i] = t.id(i);
            ids[(rows + row) * length + i] = (long) first + i;
            mask[row * length + i] = 1;
        }
    }

    /** The program's argument {@code ids}: [2, B, S] of texts, [B, channels, size, size] of images. */
    NDArray input(Torch torch, NDManager scope) {
        return image == null
                ? torch.longs(scope, ids, 2, rows, length)
                : torch.floats(scope, pixels, rows, image.channels(), image.size(), image.size());
    }
}
