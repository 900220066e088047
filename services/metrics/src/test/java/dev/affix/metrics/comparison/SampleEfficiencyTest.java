package dev.affix.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.affix.metrics.comparison.SampleEfficiency.Point;
import dev.affix.metrics.comparison.Versions.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleEfficiencyTest {
    /** Versions that learned from 100 examples each, of which each answers 100 with these right. */
    private static SampleEfficiency hundreds(long... right) {
        List<Mark> marks = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < right.length; i++) {
            marks.add(mark(i + 1, 100L * i, 100L * i + 1, before));
            before += right[i];
        }
        return SampleEfficiency.of(new Versions(marks), 100L * right.length, before);
    }

    private static Mark mark(long version, Long examples, long servedFrom, long rightBefore) {
        return new Mark(version, "d" + version, examples, Instant.EPOCH, servedFrom, rightBefore);
    }

    @Test
    void eachPointIsTheAnswersOfAVersionAgainstWhatItHadLearnedFrom() {
        assertThat(hundreds(10, 30, 50).points())
                .containsExactly(
                        new Point(0, 100, 0.1, 0.1), new Point(100, 100, 0.3, 0.3), new Point(200, 100, 0.5, 0.5));
    }

    @Test
    void theFittedCurveNeverFallsAndKeepsTheRightAnswersInAll() {
        SampleEfficiency curve = hundreds(10, 40, 20, 30, 70, 60);
        assertThat(curve.points()).extracting(Point::fitted).containsExactly(0.1, 0.3, 0.3, 0.3, 0.65, 0.65);
        assertThat(curve.points()).extracting(Point::accuracy).containsExactly(0.1, 0.4, 0.2, 0.3, 0.7, 0.6);
    }

    @Test
    void versionsThatAnsweredLittleAreTakenTogether() {
        List<Mark> marks = List.of(mark(1, 0L, 1, 0), mark(2, 16L, 31, 3), mark(3, 48L, 61, 9), mark(4, 64L, 121, 39));
        SampleEfficiency curve = SampleEfficiency.of(new Versions(marks), 140, 50);
        assertThat(curve.points()).hasSize(2);
        assertThat(curve.points().get(0).trainedOn()).isEqualTo(8);
        assertThat(curve.points().get(0).accuracy()).isEqualTo(9 / 60.0);
        assertThat(curve.points().get(1).trainedOn()).isEqualTo(48);
        assertThat(curve.points().get(1).answered()).as("the last 20 wait").isEqualTo(60);
    }

    @Test
    void anUnknownPublicationAndOldStateAreLeftOut() {
        List<Mark> marks = List.of(
                new Mark(1, "a", 0L, Instant.EPOCH, 1L, null),
                mark(2, 100L, 101, 10),
                new Mark(3, "c", null, null, 201L, 30L),
                mark(4, 300L, 301, 60));
        SampleEfficiency curve = SampleEfficiency.of(new Versions(marks), 400, 100);
        assertThat(curve.points()).extracting(Point::trainedOn).containsExactly(100.0, 300.0);
        assertThat(curve.points()).extracting(Point::accuracy).containsExactly(0.2, 0.4);
    }

    @Test
    void theExamplesToReachALevelLieOnTheFittedCurve() {
        SampleEfficiency curve = hundreds(10, 30, 50);
        assertThat(curve.examplesToReach(0.3).orElseThrow()).isEqualTo(100);
        assertThat(curve.examplesToReach(0.4).orElseThrow()).isCloseTo(150, within(1e-9));
        assertThat(curve.examplesToReach(0.51)).as("not reached").isEmpty();
        assertThat(curve.examplesToReach(0.05))
                .as("reached before the first point")
                .isEmpty();
        assertThat(SampleEfficiency.NONE.examplesToReach(0.1)).isEmpty();
    }
}
