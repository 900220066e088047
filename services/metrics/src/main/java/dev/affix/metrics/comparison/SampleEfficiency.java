package dev.affix.metrics.comparison;

import dev.affix.metrics.comparison.Versions.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * An arm's accuracy against the examples that the answering version had learned from. Each point is the answers of one version,
 * or of consecutive ones until there are {@value #LEAST}; answers that are fewer yet wait. Descriptive: it carries no promise
 * like that of a confidence sequence.
 *
 * @param points by examples learned from, strictly increasing
 */
public record SampleEfficiency(List<Point> points) {
    /** Answers of a point, at least: one of fewer says little. */
    public static final int LEAST = 50;

    /** Of an arm that has not answered enough. */
    public static final SampleEfficiency NONE = new SampleEfficiency(List.of());

    /**
     * A point of the curve.
     *
     * @param trainedOn examples that the versions had learned from, the mean over the answers
     * @param answered scored answers
     * @param accuracy share of right ones among them
     * @param fitted the non-decreasing curve that is nearest to all points by least squares, weighted by answers
     */
    public record Point(double trainedOn, long answered, double accuracy, double fitted) {}

    /** Some versions' answers. */
    private record Answers(double trained, long answered, long right) {
        static final Answers NONE = new Answers(0, 0, 0);

        Answers plus(long examples, long moreAnswered, long moreRight) {
            return new Answers(trained + (double) examples * moreAnswered, answered + moreAnswered, right + moreRight);
        }

        double trainedOn() {
            return trained / answered;
        }

        double accuracy() {
            return (double) right / answered;
        }
    }

    /** A stretch of the fitted curve. */
    private record Level(double right, long answered, int points) {
        double height() {
            return right / answered;
        }

        Level with(Level next) {
            return new Level(right + next.right, answered + next.answered, points + next.points);
        }
    }

    /**
     * Returns the curve of an arm.
     *
     * @param versions the arm's
     * @param examples its scored examples
     * @param right right answers among them
     */
    public static SampleEfficiency of(Versions versions, long examples, long right) {
        List<Mark> served = versions.marks().stream()
                .filter(mark -> mark.servedFrom() != null && mark.rightBefore() != null)
                .sorted(Comparator.comparingLong(mark -> Objects.requireNonNull(mark.servedFrom())))
                .toList();
        List<Answers> grouped = new ArrayList<>();
        Answers group = Answers.NONE;
        long learned = -1;
        for (int i = 0; i < served.size(); i++) {
            Mark mark = served.get(i);
            Mark next = i + 1 < served.size() ? served.get(i + 1) : null;
            long until = next == null ? examples + 1 : Objects.requireNonNull(next.servedFrom());
            long rightUntil = next == null ? right : Objects.requireNonNull(next.rightBefore());
            // Without its publication nobody knows what a version had learned from; an older one that answers again is
            // left out.
            if (mark.examples() == null || mark.examples() <= learned) {
                continue;
            }
            learned = mark.examples();
            group = group.plus(
                    learned,
                    until - Objects.requireNonNull(mark.servedFrom()),
                    rightUntil - Objects.requireNonNull(mark.rightBefore()));
            if (group.answered >= LEAST) {
                grouped.add(group);
                group = Answers.NONE;
            }
        }
        return fitted(grouped);
    }

    /** Pool adjacent violators (Barlow et al. 1972, section 1.2). */
    private static SampleEfficiency fitted(List<Answers> grouped) {
        List<Level> levels = new ArrayList<>();
        for (Answers group : grouped) {
            Level level = new Level(group.right, group.answered, 1);
            while (!levels.isEmpty() && levels.get(levels.size() - 1).height() >= level.height()) {
                level = levels.remove(levels.size() - 1).with(level);
            }
            levels.add(level);
        }
        List<Point> points = new ArrayList<>();
        for (Level level : levels) {
            for (int i = 0; i < level.points; i++) {
                Answers group = grouped.get(points.size());
                points.add(new Point(group.trainedOn(), group.answered, group.accuracy(), level.height()));
            }
        }
        return new SampleEfficiency(List.copyOf(points));
    }

    /**
     * Returns how many examples the arm needed until its fitted curve reached an accuracy, between two points by a straight line;
     * empty if it has not, or if its first point was beyond it.
     */
    public OptionalDouble examplesToReach(double accuracy) {
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            if (point.fitted >= accuracy) {
                if (i == 0) {
                    return point.fitted > accuracy ? OptionalDouble.empty() : OptionalDouble.of(point.trainedOn);
                }
                Point before = points.get(i - 1);
                double share = (accuracy - before.fitted) / (point.fitted - before.fitted);
                return OptionalDouble.of(before.trainedOn + share * (point.trainedOn - before.trainedOn));
            }
        }
        return OptionalDouble.empty();
    }
}
