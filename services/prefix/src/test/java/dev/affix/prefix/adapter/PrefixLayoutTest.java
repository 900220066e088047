package dev.affix.prefix.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrefixLayoutTest {
    private static final int LAYERS = 3;
    private static final int HEADS = 4;
    private static final int HEAD_DIM = 5;
    private static final int P = 2;
    private static final PrefixLayout LAYOUT = new PrefixLayout(LAYERS, HEADS, HEAD_DIM);

    @Test
    void everyValueLiesWhereTheFormulaOfPeftSays() {
        float[] prompt = new float[P * LAYERS * 2 * HEADS * HEAD_DIM];
        for (int i = 0; i < prompt.length; i++) {
            prompt[i] = i;
        }

        float[] keyValues = LAYOUT.toKeyValues(prompt, P);

        int next = 0; // counts through [L, 2, H, P, dh] in C order
        for (int l = 0; l < LAYERS; l++) {
            for (int kv = 0; kv < 2; kv++) {
                for (int h = 0; h < HEADS; h++) {
                    for (int t = 0; t < P; t++) {
                        for (int c = 0; c < HEAD_DIM; c++) {
                            int column = ((2 * l + kv) * HEADS + h) * HEAD_DIM + c;
                            assertThat(LAYOUT.column(l, kv, h, c)).isEqualTo(column);
                            assertThat(keyValues[next++]).isEqualTo(prompt[t * LAYERS * 2 * HEADS * HEAD_DIM + column]);
                        }
                    }
                }
            }
        }
        assertThat(next).isEqualTo(keyValues.length);
        assertThat(LAYOUT.toPromptEmbeddings(keyValues, P)).isEqualTo(prompt);
    }

    @Test
    void anEmptyPrefixStaysEmpty() {
        assertThat(LAYOUT.toKeyValues(new float[0], 0)).isEmpty();
        assertThat(LAYOUT.toPromptEmbeddings(new float[0], 0)).isEmpty();
    }

    @Test
    void anotherNumberOfValuesIsRefused() {
        assertThatThrownBy(() -> LAYOUT.toKeyValues(new float[7], 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
