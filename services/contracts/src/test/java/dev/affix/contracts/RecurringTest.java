package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecurringTest {
    @Test
    void equalTextsBecomeOneAndOthersStayThemselves() {
        String first = Recurring.same("arm-" + "recurring");
        assertThat(Recurring.same(String.join("-", "arm", "recurring"))).isSameAs(first);
        List<String> texts =
                IntStream.range(0, 20_000).mapToObj(i -> "text-" + i).toList();
        assertThat(texts.stream().map(Recurring::same)).isEqualTo(texts);
    }

    @Test
    void theNumbersOfAnAnswerAreAListLikeAnyOther() {
        List<Float> numbers = List.of(-0.1f, Float.NEGATIVE_INFINITY, -0f);
        Floats floats = Floats.copyOf(numbers);
        assertThat(floats).isEqualTo(numbers).hasSameHashCodeAs(numbers).hasToString(numbers.toString());
        assertThat(numbers).isEqualTo(floats);
        assertThat(Floats.copyOf(floats)).isSameAs(floats);
        assertThat(Floats.of(new float[] {1, 2, 3}, 2)).containsExactly(1f, 2f);
    }
}
