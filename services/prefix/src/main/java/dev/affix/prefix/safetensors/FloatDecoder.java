package dev.affix.prefix.safetensors;

import java.nio.ByteBuffer;

/** Little-endian elements to float32. */
interface FloatDecoder {
    /** Decodes the whole chunk into {@code values} from {@code offset}; returns the number of values. */
    int decode(ByteBuffer chunk, float[] values, int offset);

    static FloatDecoder of(TensorInfo tensor) throws InvalidSafetensorsException {
        return switch (tensor.dtype()) {
            case F32 -> FloatDecoder::copy;
            case F16 ->
                (chunk, values, offset) -> {
                    int count = chunk.remaining() / 2;
                    for (int i = 0; i < count; i++) {
                        values[offset + i] = half(chunk.getShort());
                    }
                    return count;
                };
            case BF16 ->
                (chunk, values, offset) -> {
                    int count = chunk.remaining() / 2;
                    for (int i = 0; i < count; i++) {
                        values[offset + i] = Float.intBitsToFloat(chunk.getShort() << 16);
                    }
                    return count;
                };
            default ->
                throw new InvalidSafetensorsException("tensor '" + tensor.name() + "' is " + tensor.dtype()
                        + "; only F32, F16 and BF16 are read as floats");
        };
    }

    private static int copy(ByteBuffer chunk, float[] values, int offset) {
        int count = chunk.remaining() / 4;
        chunk.asFloatBuffer().get(values, offset, count);
        return count;
    }

    /** IEEE 754 binary16 to binary32; Float.float16ToFloat is not in Java 17. */
    static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        if (exponent == 0x1f) {
            return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
        }
        return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
    }
}
