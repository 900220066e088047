package dev.affix.load;

import java.util.regex.Pattern;

/** Values of a service's metrics, as Prometheus reads them. */
public final class Series {
    private Series() {}

    /**
     * Returns the sum of the series whose names and labels begin so, 0 if there are none.
     *
     * @param text what {@code /q/metrics} answers
     * @param beginning the name, or more, such as the name and one label
     */
    public static double sum(String text, String beginning) {
        return text.lines()
                .filter(line -> line.matches(Pattern.quote(beginning) + "[ {,].*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
