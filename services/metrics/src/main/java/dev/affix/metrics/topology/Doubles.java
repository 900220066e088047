package dev.affix.metrics.topology;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Lists of numbers in stored records: their size, then the numbers. */
final class Doubles {
    private Doubles() {}

    static List<Double> get(ByteBuffer buffer) {
        int size = buffer.getInt();
        List<Double> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(buffer.getDouble());
        }
        return values;
    }

    /** Checks the byte that every stored record begins with. */
    static void checkVersion(ByteBuffer buffer, byte expected, String what) {
        checkVersion(buffer.get(), expected, what);
    }

    static void checkVersion(byte version, byte expected, String what) {
        if (version != expected) {
            throw new IllegalStateException("stored " + what + " are of version " + version + "; this service reads "
                    + expected + ": start it with another affix.metrics.application-id to count from the beginning");
        }
    }
}
