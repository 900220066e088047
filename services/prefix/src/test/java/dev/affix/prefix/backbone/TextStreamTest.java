package dev.affix.prefix.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.prefix.generation.TextStream;
import dev.affix.prefix.tokenizer.TextTokenizer;
import dev.affix.prefix.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pieces of text with a tokenizer of bytes and leading spaces, as Llama's. */
class TextStreamTest {
    private final BackboneWeights weights;

    TextStreamTest(@TempDir Path directory) throws IOException {
        weights = Llama2cFileTest.backbone(directory);
    }

    @Test
    void piecesAreTheTextAndNoPieceHasHalfACharacter() {
        try (TextTokenizer tokenizer =
                new TextTokenizer(weights, weights.config().maxPositions())) {
            Tokens all = tokenizer.encode("ab c é a€b");
            TextStream stream = new TextStream(tokenizer, new Tokens(all.id(0), all.id(1)));
            List<String> pieces = new ArrayList<>();
            for (int i = 2; i < all.length(); i++) {
                pieces.add(stream.next(all.id(i)));
            }
            assertThat(pieces).contains("é", "€", "").noneMatch(piece -> piece.contains("\uFFFD"));
            assertThat(tokenizer.decode(new Tokens(all.id(0), all.id(1))) + String.join("", pieces))
                    .isEqualTo("ab c é a€b");
            assertThat(stream.rest()).isEmpty();
        }
    }

    @Test
    void aCharacterThatNeverBecameWholeIsGivenOutAtTheEnd() {
        try (TextTokenizer tokenizer =
                new TextTokenizer(weights, weights.config().maxPositions())) {
            Tokens euro = tokenizer.encode("a€");
            TextStream stream = new TextStream(tokenizer, new Tokens(euro.id(0), euro.id(1)));
            assertThat(stream.next(euro.id(euro.length() - 3))).isEmpty();
            assertThat(stream.rest()).isEqualTo("\uFFFD");
        }
    }

    @Test
    void llama2cTextsEndWhereTheNextWouldBegin() {
        assertThat(weights.endTokens()).containsExactlyInAnyOrder(1, 2);
    }
}
