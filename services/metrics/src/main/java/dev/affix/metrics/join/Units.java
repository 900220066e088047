package dev.affix.metrics.join;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes of units: the same in every version of the software, as they are stored. */
final class Units {
    /** Not how inference chooses an arm: what is left out because of this hash must not depend on the arm. */
    private static final byte[] DOMAIN = "affix-unit".getBytes(StandardCharsets.UTF_8);

    private Units() {}

    static long hash(String unit) {
        MessageDigest sha256 = sha256();
        sha256.update(DOMAIN);
        sha256.update((byte) 0);
        sha256.update(unit.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
