package dev.affix.registry.endpoint;

import dev.affix.registry.domain.Refusal;
import java.util.regex.Pattern;

/** Digests in paths. */
final class Digests {
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private Digests() {}

    /** Returns the digest; it is also a file name, so nothing else passes. */
    static String checked(String sha256) {
        if (!SHA_256.matcher(sha256).matches()) {
            throw new Refusal(Refusal.Kind.INVALID, "sha256", "The path must end in 64 lower-case hexadecimal digits.");
        }
        return sha256;
    }
}
