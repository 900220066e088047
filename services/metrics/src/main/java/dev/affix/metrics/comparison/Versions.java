package dev.affix.metrics.comparison;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one arm that were published or that answered, the newest {@value #LIMIT}. Immutable.
 *
 * @param marks by version number, ascending
 */
public record Versions(List<Mark> marks) {
    /** None yet. */
    public static final Versions NONE = new Versions(List.of());

    private static final int LIMIT = 400;

    /**
     * What is known of a version.
     *
     * @param version number, from 1
     * @param digest identity
     * @param examples how many examples it learned from; null until its publication is seen
     * @param publishedAt when it was published; null until its publication is seen
     * @param servedFrom number of the arm's scored examples, counting this one, when its first answer was scored; null until then
     * @param rightBefore right answers among the arm's scored examples before that one; null until then, and where it was not kept
     */
    public record Mark(
            long version,
            String digest,
            @Nullable Long examples,
            @Nullable Instant publishedAt,
            @Nullable Long servedFrom,
            @Nullable Long rightBefore) {}

    /** Returns these with a publication. The same publication again changes nothing. */
    public Versions published(PublishedVersion event) {
        return with(
                event.version(),
                event.digest(),
                mark -> new Mark(
                        mark.version,
                        mark.digest,
                        event.examples(),
                        event.publishedAt(),
                        mark.servedFrom,
                        mark.rightBefore));
    }

    /** Returns these with a version's answer having been scored; only its first counts, others change nothing. */
    public Versions served(long version, String digest, long from, long rightBefore) {
        Mark known = known(place(version), digest);
        return known != null && known.servedFrom != null
                ? this
                : with(
                        version,
                        digest,
                        mark -> new Mark(
                                mark.version, mark.digest, mark.examples, mark.publishedAt, from, rightBefore));
    }

    /** Returns the newest published version, null if none is known. */
    public @Nullable Mark newestPublished() {
        return marks.stream()
                .filter(mark -> mark.publishedAt != null)
                .max(Comparator.comparingLong(Mark::version))
                .orElse(null);
    }

    private Versions with(long version, String digest, UnaryOperator<Mark> change) {
        List<Mark> changed = new ArrayList<>(marks);
        int at = place(version);
        Mark known = known(at, digest);
        if (known == null) {
            changed.add(at, change.apply(new Mark(version, digest, null, null, null, null)));
        } else {
            changed.set(at, change.apply(known));
        }
        return new Versions(changed.size() > LIMIT ? List.copyOf(changed.subList(1, changed.size())) : changed);
    }

    /** Returns how many are older; looks from the newest on, as it is mostly one of these. */
    private int place(long version) {
        int at = marks.size();
        while (at > 0 && marks.get(at - 1).version >= version) {
            at--;
        }
        return at;
    }

    private @Nullable Mark known(int at, String digest) {
        return at < marks.size() && marks.get(at).digest.equals(digest) ? marks.get(at) : null;
    }
}
