package dev.affix.inference.roster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The arm of a unit in {@code split} mode: the first 8 bytes of SHA-256(experiment, 0, unit), as an unsigned number,
 * modulo the number of arms. The same on every replica and in every version of the software: changing it moves users
 * from arm to arm in the middle of an experiment.
 */
public final class ArmChoice {
    private ArmChoice() {}

    /** Returns the arm's index, in [0, arms). */
    public static int of(String experiment, String unit, int arms) {
        MessageDigest sha256 = sha256();
        sha256.update(experiment.getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        sha256.update(unit.getBytes(StandardCharsets.UTF_8));
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(sha256.digest()).getLong(), arms);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
