package dev.affix.prefix.safetensors;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What a file's header says. */
record Header(Map<String, String> metadata, Map<String, TensorInfo> tensors) {

    /**
     * Refuses byte ranges that do not match dtype and shape, or that do not cover the data exactly: without overlap, gap
     * or rest.
     *
     * @param dataLength bytes after the header
     */
    void requireExactCover(long dataLength) throws InvalidSafetensorsException {
        List<TensorInfo> ordered = new ArrayList<>(tensors.values());
        ordered.sort(Comparator.comparingLong(TensorInfo::start).thenComparingLong(TensorInfo::end));
        long position = 0;
        for (TensorInfo tensor : ordered) {
            String where =
                    "tensor '" + tensor.name() + "' at data bytes [" + tensor.start() + ", " + tensor.end() + ")";
            if (tensor.end() < tensor.start() || tensor.end() > dataLength) {
                throw new InvalidSafetensorsException(
                        where + " is out of range: there are " + dataLength + " data bytes");
            }
            if (tensor.start() != position) {
                throw new InvalidSafetensorsException(
                        where + (tensor.start() < position ? " overlaps" : " leaves a gap after")
                                + " the bytes before it, which end at " + position);
            }
            long needed = byteLength(tensor, where);
            if (tensor.end() - tensor.start() != needed) {
                throw new InvalidSafetensorsException(where + " has " + (tensor.end() - tensor.start())
                        + " bytes where " + tensor.dtype() + " " + tensor.shape() + " needs " + needed);
            }
            position = tensor.end();
        }
        if (position != dataLength) {
            throw new InvalidSafetensorsException("the last tensor ends at data byte " + position + " and "
                    + (dataLength - position) + " more bytes follow");
        }
    }

    private static long byteLength(TensorInfo tensor, String where) throws InvalidSafetensorsException {
        long product = tensor.dtype().bytes();
        try {
            for (long dimension : tensor.shape()) {
                product = Math.multiplyExact(product, dimension);
            }
            return product;
        } catch (ArithmeticException e) {
            throw new InvalidSafetensorsException(where + " has a shape too large to count: " + tensor.shape());
        }
    }
}
