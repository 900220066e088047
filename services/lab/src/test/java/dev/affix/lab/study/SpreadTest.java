package dev.affix.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
    /** R: quantile(c(1, 2, 4, 8), c(.25, .5, .75)) is 1.75, 3, 5. */
    @Test
    void quartilesAreThoseOfRsDefault() {
        assertThat(Spread.of(8, 1, 4, 2)).isEqualTo(new Spread(1.75, 3, 5));
        assertThat(Spread.of(7)).isEqualTo(new Spread(7, 7, 7));
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    }
}
