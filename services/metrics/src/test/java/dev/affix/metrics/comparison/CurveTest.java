package dev.affix.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CurveTest {
    @Test
    void aCurveStaysBoundedEvenlySpacedAndRight() {
        Curve curve = Curve.of(2);
        for (long n = 1; n <= 100_000; n++) {
            if (curve.wants(n)) {
                curve = curve.plus(n, n / 2.0, (double) -n);
            }
            if (n % 997 == 0 || n < 1_000) {
                Curve shown = curve.endingAt(n, n / 2.0, (double) -n);
                int size = shown.examples().size();
                assertThat(size).isLessThanOrEqualTo(400);
                assertThat(shown.examples().get(size - 1)).as("newest").isEqualTo(n);
                if (n > 800) {
                    assertThat(size).as("not thinner than needed").isGreaterThanOrEqualTo(199);
                }
            }
        }
        Set<Long> distances = new HashSet<>();
        for (int i = 0; i < curve.examples().size(); i++) {
            long n = curve.examples().get(i);
            assertThat(curve.column(0).get(i)).isEqualTo(n / 2.0);
            assertThat(curve.column(1).get(i)).isEqualTo((double) -n);
            distances.add(n - (i == 0 ? 0 : curve.examples().get(i - 1)));
        }
        assertThat(distances).containsExactly(curve.stride());
    }
}
