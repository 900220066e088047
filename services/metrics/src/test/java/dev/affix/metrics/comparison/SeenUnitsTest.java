package dev.affix.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeenUnitsTest {
    @Test
    void noUnitIsForgottenAndFewNewOnesAreTakenForSeen() {
        Map<Integer, byte[]> blocks = new HashMap<>();
        Random random = new Random(1);
        int mistaken = 0;
        for (int i = 0; i < 1_000_000; i++) {
            long unit = random.nextLong();
            byte[] block = blocks.getOrDefault(SeenUnits.block(unit), SeenUnits.empty());
            mistaken += SeenUnits.has(block, unit) ? 1 : 0;
            block = SeenUnits.with(block, unit);
            blocks.put(SeenUnits.block(unit), block);
            assertThat(SeenUnits.has(block, unit)).isTrue();
        }
        // Over all of them; it is 2 % at the end.
        assertThat(mistaken).isBetween(1, 8_000);
        assertThat(blocks).hasSize(8_192);
        Random again = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            long unit = again.nextLong();
            assertThat(SeenUnits.has(blocks.getOrDefault(SeenUnits.block(unit), SeenUnits.empty()), unit))
                    .isTrue();
        }
    }
}
