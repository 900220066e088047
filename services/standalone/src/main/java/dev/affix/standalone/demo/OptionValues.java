package dev.affix.standalone.demo;

import dev.affix.standalone.CommandFailure;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of options that are more than a number or a name. */
final class OptionValues {
    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m)?");
    private static final double MAX_RATE = 100_000;

    private OptionValues() {}

    /** Reads requests per second; {@code max} and 0 mean no limit. */
    static double rate(String value) {
        if (value.equals("max")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double rate = Double.parseDouble(value);
            if (rate == 0) {
                return Double.POSITIVE_INFINITY;
            }
            if (rate > 0 && rate <= MAX_RATE) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw CommandFailure.usage("--rate is '" + value + "'; it must be requests per second, such as 12, or max.");
    }

    /** Reads a duration; a bare number means seconds. */
    static Duration duration(String option, String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw CommandFailure.usage(option + " is '" + value + "'; it must be a duration such as 500ms, 3s or 1m.");
        }
        double seconds = Double.parseDouble(matcher.group(1));
        if ("ms".equals(matcher.group(2))) {
            seconds /= 1000;
        } else if ("m".equals(matcher.group(2))) {
            seconds *= 60;
        }
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    static void between(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw CommandFailure.usage(option + " is " + value + "; it must be from " + low + " to " + high + ".");
        }
    }
}
