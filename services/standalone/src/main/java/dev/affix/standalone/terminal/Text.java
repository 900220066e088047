package dev.affix.standalone.terminal;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and times as people read them, the same in every locale. */
public final class Text {
    private static final double LARGEST = 1e99;
    private static final String NONE = "-";

    private Text() {}

    /** {@code 12,345}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A share in [0, 1] as {@code 61.2%}; {@code -} for none. */
    public static String percent(@Nullable Double share) {
        return number(share == null ? null : share * 100, "%.1f%%");
    }

    /** A difference of shares as {@code +3.4}, in percentage points; {@code -} for none. */
    public static String points(@Nullable Double difference) {
        return number(difference == null ? null : difference * 100, "%+.1f");
    }

    /** Events per second, as {@code 12.0}. */
    public static String rate(double perSecond) {
        return String.format(Locale.ROOT, "%.1f", perSecond);
    }

    /** {@code 1.234}; {@code -} for none. */
    public static String decimal(@Nullable Double value) {
        return number(value, "%.3f");
    }

    /** An e-value: plain while it is readable, else with an exponent. */
    public static String eValue(@Nullable Double value) {
        if (value == null || value.isNaN()) {
            return NONE;
        }
        if (value > LARGEST) {
            return ">1e99";
        }
        boolean plain = value == 0 || (value >= 0.01 && value < 10_000);
        return number(value, plain ? "%.2f" : "%.1e");
    }

    /** {@code 42s}, {@code 3:07}, {@code 1:02:03}. */
    public static String duration(Duration duration) {
        long seconds = Math.max(0, Math.round(duration.toMillis() / 1000.0));
        if (seconds < 60) {
            return seconds + "s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** {@code 3.1 GiB} or {@code 312 MiB}. */
    public static String bytes(long bytes) {
        double mebibytes = bytes / (1024.0 * 1024.0);
        return mebibytes < 1024
                ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
                : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
    }

    private static String number(@Nullable Double value, String format) {
        return value == null || value.isNaN() ? NONE : String.format(Locale.ROOT, format, value);
    }
}
