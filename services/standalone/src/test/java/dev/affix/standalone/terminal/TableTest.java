package dev.affix.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void namesStandLeftAndNumbersRightUnderTheirHeadings() {
        Table table = new Table(1, "arm", "examples", "last")
                .row("no-share", "3,000", "70.1%")
                .row("x", "1", "-");

        assertThat(table.lines())
                .containsExactly(
                        "arm       examples   last", //
                        "-------------------------",
                        "no-share     3,000  70.1%",
                        "x                1      -");
    }

    @Test
    void aRowOfAnotherWidthIsRefused() {
        Table table = new Table(0, "a", "b");

        assertThatThrownBy(() -> table.row("1")).hasMessageContaining("1 cells under 2 headings");
    }
}
