package dev.affix.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final List<String> ran = new ArrayList<>();

    @Test
    void piecesRunInTurnAndOnlyRoundsAfterTheWarmUpCount() {
        List<Integer> told = new ArrayList<>();
        Rounds rounds = new Rounds().add("a", 2, () -> ran.add("a")).add("b", 1, () -> ran.add("b"));

        rounds.run(1, 2, told::add);

        assertThat(ran).containsExactly("a", "a", "b", "a", "a", "b", "a", "a", "b");
        assertThat(told).containsExactly(1, 2, 3);
        assertThat(rounds.ratio("a", "a")).isEqualTo(new Spread(1, 1, 1));
        assertThat(rounds.millis("a").median()).isNotNegative();
    }

    @Test
    void aNameStandsForOnePiece() {
        Rounds rounds = new Rounds().add("a", 1, () -> ran.add("a"));
        assertThatThrownBy(() -> rounds.add("a", 1, () -> ran.add("a"))).hasMessageContaining("'a'");
        assertThatThrownBy(() -> rounds.millis("b")).hasMessageContaining("'b'");
    }
}
