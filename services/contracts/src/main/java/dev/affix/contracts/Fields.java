package dev.affix.contracts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The fields of one JSON object as they come. Fastest in the order in which they are written; any other is taken too. Each may
 * come once, and none that is not known.
 */
final class Fields {
    private final JsonParser in;
    private final Names names;
    private int field = -1;
    private int seen;

    /** The fields of a type of object, in the order in which they are written. */
    static final class Names {
        private final SerializedString[] names;
        private final int required;

        private Names(SerializedString[] names, int required) {
            this.names = names;
            this.required = required;
        }

        /** Fields which an object must have. */
        static Names required(String... names) {
            return new Names(
                    Arrays.stream(names).map(SerializedString::new).toArray(SerializedString[]::new),
                    (1 << names.length) - 1);
        }

        /** Returns the same, but for some that an object may lack. */
        Names optional(String... lacking) {
            int left = required;
            for (int i = 0; i < names.length; i++) {
                left &= List.of(lacking).contains(names[i].getValue()) ? ~(1 << i) : ~0;
            }
            return new Names(names, left);
        }

        private int indexOf(String name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].getValue().equals(name)) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** Begins at the object's first token. */
    Fields(JsonParser in, Names names) {
        this.in = in;
        this.names = names;
    }

    /**
     * Goes on to the next field; false at the end of the object.
     *
     * @throws NotPlain for a field that is not known or came before, and where a required one is missing at the end
     */
    boolean next() throws IOException {
        int likely = field + 1;
        if (likely < names.names.length && in.nextFieldName(names.names[likely])) {
            field = likely;
        } else {
            if (likely == names.names.length) {
                in.nextToken();
            }
            if (in.currentToken() == JsonToken.END_OBJECT) {
                NotPlain.unless((seen & names.required) == names.required);
                return false;
            }
            NotPlain.unless(in.currentToken() == JsonToken.FIELD_NAME);
            field = names.indexOf(in.currentName());
            NotPlain.unless(field >= 0);
        }
        int bit = 1 << field;
        NotPlain.unless((seen & bit) == 0);
        seen |= bit;
        return true;
    }

    /** Returns the name of the field at hand. */
    String name() {
        return names.names[field].getValue();
    }
}
