package dev.affix.datasets;

import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.LabelEvent;
import dev.affix.contracts.Unicode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorts the rows of a file into examples and bad rows, by the limits of the messages they will become. */
final class RowCollector {
    private final List<LabelledText> examples = new ArrayList<>();
    private final List<BadRow> badRows = new ArrayList<>();

    /** Takes a row whose text and label may be missing. */
    void row(long line, @Nullable String text, @Nullable String label) {
        String problem = problem("text", text, InferenceRequest.MAX_TEXT_LENGTH);
        if (problem == null) {
            problem = problem("label", label, LabelEvent.MAX_LABEL_LENGTH);
        }
        if (problem != null || text == null || label == null) {
            bad(line, String.valueOf(problem));
        } else {
            examples.add(new LabelledText(text.strip(), label.strip()));
        }
    }

    void bad(long line, String problem) {
        badRows.add(new BadRow(line, problem));
    }

    Dataset dataset(String name) {
        return new Dataset(name, examples, badRows);
    }

    private static @Nullable String problem(String what, @Nullable String value, int limit) {
        if (value == null) {
            return what + " is missing";
        }
        if (value.isBlank()) {
            return what + " is blank";
        }
        int length = value.strip().length();
        if (length > limit) {
            return what + " has " + length + " characters; at most " + limit + " are allowed";
        }
        return Unicode.valid(value) ? null : what + " has an unpaired surrogate: it is not Unicode text";
    }
}
