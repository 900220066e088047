package dev.affix.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LinePlotTest {
    private static final Pattern TICK = Pattern.compile("text-anchor=\"end\"[^>]*>([^<]*)<");

    private static List<LinePlot.Point> points(double... values) {
        return Arrays.stream(values)
                .mapToObj(y -> new LinePlot.Point(y + 1, y, y, y))
                .toList();
    }

    private static List<String> ticks(LinePlot plot) {
        return TICK.matcher(plot.svg()).results().map(tick -> tick.group(1)).toList();
    }

    private static LinePlot amounts(double... values) {
        return new LinePlot("MiB", "minutes", LinePlot.Upwards.AMOUNT, false).line("one", points(values));
    }

    @Test
    void amountsBeginAtZeroAndEndAtARoundNumberAboveTheLargest() {
        assertThat(ticks(amounts(1600, 1625))).containsExactly("0", "500", "1,000", "1,500", "2,000");
        assertThat(ticks(amounts(0.4, 3))).containsExactly("0", "0.5", "1", "1.5", "2", "2.5", "3");
        assertThat(ticks(amounts(0))).startsWith("0");
    }

    @Test
    void sharesHaveTheTenthsThatTheLinesNeed() {
        assertThat(ticks(new LinePlot("Accuracy", false).line("one", points(0.42, 0.55))))
                .containsExactly("40 %", "50 %", "60 %");
        assertThat(ticks(new LinePlot("Accuracy", false).line("one", points(0.3, 0.4))))
                .containsExactly("30 %", "40 %");
        assertThat(ticks(new LinePlot("Accuracy", false).line("one", points(1, 1))))
                .containsExactly("90 %", "100 %");
    }

    @Test
    void aLineGoesThroughItsPoints() {
        Matcher line = Pattern.compile("class=\"line\"[^>]*d=\"M([^\"]*)\"")
                .matcher(amounts(0, 2000, 1000).svg());
        assertThat(line.find()).isTrue();
        String[] points = line.group(1).split("L");
        assertThat(points).hasSize(3);
        List<Double> heights = Arrays.stream(points)
                .map(point -> Double.parseDouble(point.split(",")[1]))
                .toList();
        assertThat(heights.get(2)).isEqualTo((heights.get(0) + heights.get(1)) / 2);
    }
}
