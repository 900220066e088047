package dev.affix.inference.meters;

import java.util.Locale;

/** Where a version was when somebody needed it. */
public enum Found {
    /** In the bank: nothing to do. */
    DEVICE,
    /** In the host's memory, to be uploaded. */
    HOST,
    /** At the registry, to be downloaded and uploaded. */
    REGISTRY;

    /** Returns the code in metrics, such as {@code host}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
