package dev.affix.contracts;

import java.time.Instant;
import java.util.List;

/**
 * What an inference replica has applied of the topics that it follows; value of {@link Topics#REPLICAS}, keyed by
 * replica. A tombstone says that it has stopped.
 *
 * <p>A version whose event is before {@code adapters} answers at this replica, or a newer one does, unless its digest is in {@code
 * pending} or {@code refused}, or nothing that runs there asks for it.
 *
 * @param replica the replica's name, unique among those that run
 * @param adapters records of {@link Topics#ADAPTERS} before this offset are applied
 * @param experiments records of {@link Topics#EXPERIMENTS} before this offset are applied
 * @param pending digests that are asked for and not resident yet
 * @param refused digests that failed a check, the newest last; older ones may have been left out
 * @param reportedAt when the replica said so, by its clock
 */
public record ReplicaReport(
        String replica,
        long adapters,
        long experiments,
        List<String> pending,
        List<RefusedVersion> refused,
        Instant reportedAt) {
    /** Limit of {@code replica}, in characters. */
    public static final int MAX_NAME_LENGTH = 200;

    /**
     * A version that must not answer.
     *
     * @param digest SHA-256 of its file, in hexadecimal
     * @param reason why, such as {@code wrong-digest}
     */
    public record RefusedVersion(String digest, String reason) {
        public RefusedVersion {
            Check.digest(digest, "digest");
            Check.text(reason, "reason", MAX_NAME_LENGTH);
        }
    }

    public ReplicaReport {
        Check.text(replica, "replica", MAX_NAME_LENGTH);
        Check.atLeast(adapters, 0, "adapters");
        Check.atLeast(experiments, 0, "experiments");
        pending = Check.list(pending, "pending");
        for (int i = 0; i < pending.size(); i++) {
            Check.digest(pending.get(i), "pending[" + i + "]");
        }
        refused = Check.list(refused, "refused");
        Check.present(reportedAt, "reportedAt");
    }
}
