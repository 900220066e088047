package dev.affix.contracts;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is read is not plain: data binding has to decide. Without a stack, as nobody ever sees it. */
final class NotPlain extends IOException {
    private static final long serialVersionUID = 1;

    private NotPlain() {
        super("not plain");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    static void unless(boolean plain) throws NotPlain {
        if (!plain) {
            throw new NotPlain();
        }
    }

    static <T> T unlessNull(@Nullable T value) throws NotPlain {
        if (value == null) {
            throw new NotPlain();
        }
        return value;
    }
}
