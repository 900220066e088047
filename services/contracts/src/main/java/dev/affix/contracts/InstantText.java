package dev.affix.contracts;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.Year;
import org.jspecify.annotations.Nullable;

/**
 * Instants in the form in which the services write them, such as {@code 2026-11-23T15:00:00.123Z}: that of {@link
 * Instant#toString}, of the years 1000 to 9999, whose formatter takes longer than all else of a small record.
 */
final class InstantText {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DIGITS_OF_NANOS = 9;
    /** Positions, in {@code yyyy-MM-ddThh:mm:ss}, of the year to the second. */
    private static final int[] BEGINS = {0, 5, 8, 11, 14, 17};
    /** Where a fraction begins, or the Z is. */
    private static final int FRACTION = 19;

    private static final String SEPARATORS = "--T::";
    private static final long FIRST = Instant.parse("1000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private InstantText() {}

    /** Returns the instant; null for a text of another form, which may still be that of an instant. */
    static @Nullable Instant read(String text) {
        int last = text.length() - 1;
        if (last < FRACTION || text.charAt(last) != 'Z') {
            return null;
        }
        for (int i = 0; i < SEPARATORS.length(); i++) {
            if (text.charAt(BEGINS[i + 1] - 1) != SEPARATORS.charAt(i)) {
                return null;
            }
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, FRACTION);
        int nanos = last == FRACTION ? 0 : nanos(text, last);
        // Leap seconds and the day's hour 24 are for the formatter.
        if (year < 1000
                || month < 1
                || month > 12
                || day < 1
                || day > Month.of(month).length(Year.isLeap(year))
                || !within(hour, 23)
                || !within(minute, 59)
                || !within(second, 59)
                || nanos < 0) {
            return null;
        }
        long seconds = (hour * 60L + minute) * 60 + second;
        return Instant.ofEpochSecond(LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY + seconds, nanos);
    }

    private static boolean within(int value, int most) {
        return value >= 0 && value <= most;
    }

    private static int nanos(String text, int end) {
        int digits = end - FRACTION - 1;
        if (text.charAt(FRACTION) != '.' || digits < 1 || digits > DIGITS_OF_NANOS) {
            return -1;
        }
        int nanos = number(text, FRACTION + 1, end);
        for (int i = digits; i < DIGITS_OF_NANOS; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** Returns the number of up to 9 digits, or −1 if there is anything but digits. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    /** Returns what {@link Instant#toString} returns. */
    static String write(Instant instant) {
        long seconds = instant.getEpochSecond();
        if (seconds < FIRST || seconds > LAST) {
            return instant.toString();
        }
        int nanos = instant.getNano();
        int fraction = nanos == 0 ? 0 : nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : DIGITS_OF_NANOS;
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
        int time = (int) Math.floorMod(seconds, (long) SECONDS_PER_DAY);
        byte[] text = new byte[fraction == 0 ? FRACTION + 1 : FRACTION + 2 + fraction];
        put(text, 0, 4, date.getYear());
        put(text, 5, 7, date.getMonthValue());
        put(text, 8, 10, date.getDayOfMonth());
        put(text, 11, 13, time / 3600);
        put(text, 14, 16, time / 60 % 60);
        put(text, 17, FRACTION, time % 60);
        for (int i = 0; i < SEPARATORS.length(); i++) {
            text[BEGINS[i + 1] - 1] = (byte) SEPARATORS.charAt(i);
        }
        if (fraction > 0) {
            text[FRACTION] = '.';
            put(
                    text,
                    FRACTION + 1,
                    FRACTION + 1 + fraction,
                    fraction == 3 ? nanos / 1_000_000 : fraction == 6 ? nanos / 1_000 : nanos);
        }
        text[text.length - 1] = 'Z';
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void put(byte[] text, int from, int to, int number) {
        int left = number;
        for (int i = to - 1; i >= from; i--) {
            text[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
