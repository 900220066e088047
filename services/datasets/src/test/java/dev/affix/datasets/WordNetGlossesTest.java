package dev.affix.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordNetGlossesTest {
    @Test
    void everyGlossIsReadWithItsLexicographerFile() throws DatasetException {
        Dataset wordNet = WordNetGlosses.read();

        assertThat(wordNet.examples()).hasSize(117_791);
        assertThat(wordNet.labels()).hasSize(45).containsExactlyInAnyOrderElementsOf(LexicographerFiles.names());
        assertThat(wordNet.badRows()).isEmpty();
        assertThat(wordNet.examples())
                .startsWith(new LabelledText(
                        "that which is perceived or known or inferred to have its own distinct existence (living or"
                                + " nonliving)",
                        "noun.Tops"))
                .contains(new LabelledText(
                        "draw air into, and expel out of, the lungs; \"I can breathe better when the air is clean\";"
                                + " \"The patient is respiring\"",
                        "verb.body"))
                .allSatisfy(example -> assertThat(example.text()).isNotBlank().hasSizeLessThan(10_000));
    }
}
