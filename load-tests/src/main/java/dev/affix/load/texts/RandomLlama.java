package dev.affix.load.texts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A small Llama of random numbers that writes letters and spaces, as files of llama2.c (version 0). */
final class RandomLlama {
    private static final int WIDTH = 32;
    private static final int INNER = 48;
    private static final int LAYERS = 2;
    private static final int HEADS = 4;
    private static final int POSITIONS = 128;
    /** Three special tokens and 256 bytes come before. */
    private static final String LETTERS = " abcdefghijklmnopqrstuvwxyz";

    private static final int PIECES_FROM = 3 + 256;
    private static final int VOCABULARY = PIECES_FROM + LETTERS.length();

    private RandomLlama() {}

    /** Writes the model and its tokenizer into a folder, and returns the model's file. */
    static Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("tokenizer.bin"), tokenizer());
        return Files.write(folder.resolve("random.bin"), model());
    }

    private static byte[] model() {
        int perLayer = 2 * WIDTH + 4 * WIDTH * WIDTH + 3 * WIDTH * INNER;
        int values = VOCABULARY * WIDTH + LAYERS * perLayer + WIDTH + POSITIONS * (WIDTH / HEADS);
        ByteBuffer out = ByteBuffer.allocate((7 + values) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int field : new int[] {WIDTH, INNER, LAYERS, HEADS, HEADS, VOCABULARY, POSITIONS}) {
            out.putInt(field);
        }
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < values; i++) {
            // Bytes and special tokens are all alike and near nothing, so that letters are what it writes.
            boolean byteRow = i < PIECES_FROM * WIDTH;
            out.putFloat((float) random.nextGaussian() * (byteRow ? 1e-3f : 0.5f));
        }
        return out.array();
    }

    private static byte[] tokenizer() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(little(Integer.BYTES).putInt(1).array());
        for (int id = 0; id < VOCABULARY; id++) {
            byte[] piece = id < PIECES_FROM
                    ? new byte[] {(byte) (id - 3)}
                    : LETTERS.substring(id - PIECES_FROM, id - PIECES_FROM + 1).getBytes(StandardCharsets.UTF_8);
            out.write(little(2 * Integer.BYTES).putFloat(0).putInt(piece.length).array());
            out.write(piece);
        }
        return out.toByteArray();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
