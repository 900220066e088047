package dev.affix.prefix.safetensors;

import java.io.IOException;

/** Bytes that break the safetensors format. The message names the tensor and the position. */
public final class InvalidSafetensorsException extends IOException {
    private static final long serialVersionUID = 1L;

    public InvalidSafetensorsException(String message) {
        super(message);
    }
}
