package dev.affix.training.tuning;

import dev.affix.training.batch.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * Where an arm stands in the log, without its parameters. A version is due again when {@code examples} has reached a
 * multiple of {@code publishEvery} that {@code publishedExamples} had not: so a version that a crash kept from being
 * published is due after the restart.
 *
 * @param arm its name
 * @param cursor which batches it took
 * @param examples examples in them
 * @param steps number of them
 * @param digest newest published version, null before the first
 * @param publishedExamples examples that version had learned from
 * @param failure why it learns no more, null while it does
 */
public record ArmState(
        String arm,
        Cursor cursor,
        long examples,
        long steps,
        @Nullable String digest,
        long publishedExamples,
        @Nullable String failure) {
    /** Returns the state of an arm that has done nothing. */
    public static ArmState initial(String arm, Cursor start) {
        return new ArmState(arm, start, 0, 0, null, 0, null);
    }

    boolean due(int publishEvery) {
        return failure == null && (digest == null || examples / publishEvery > publishedExamples / publishEvery);
    }

    boolean unpublished() {
        return failure == null && (digest == null || examples > publishedExamples);
    }

    ArmState stepped(Cursor after, int batch) {
        return new ArmState(arm, after, examples + batch, steps + 1, digest, publishedExamples, failure);
    }

    ArmState published(String newDigest) {
        return new ArmState(arm, cursor, examples, steps, newDigest, examples, failure);
    }

    ArmState failed(String why) {
        return new ArmState(arm, cursor, examples, steps, digest, publishedExamples, why);
    }
}
