package dev.affix.prefix.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.prefix.backbone.BackboneException;
import dev.affix.prefix.backbone.BackboneWeights;
import dev.affix.prefix.backbone.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextTokenizerTest {
    private static final int CLS = 101;
    private static final int SEP = 102;

    private final BackboneWeights minilm = BackboneWeights.load("minilm");
    private final TextTokenizer tokenizer = new TextTokenizer(minilm, 256);

    @AfterAll
    void close() {
        tokenizer.close();
    }

    @Test
    void knownTextsHaveTheIdsOfBertBaseUncased() {
        assertThat(tokenizer.encode("hello world")).isEqualTo(new Tokens(CLS, 7592, 2088, SEP));
        assertThat(tokenizer.encode("Hello,  WORLD!")).isEqualTo(new Tokens(CLS, 7592, 1010, 2088, 999, SEP));
        assertThat(tokenizer.encode("tokenization")).isEqualTo(new Tokens(CLS, 19204, 3989, SEP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t ", "\u0000", "\u200b"})
    void aTextWithoutWordsHasTheSpecialTokensOnly(String text) {
        assertThat(tokenizer.encode(text)).isEqualTo(new Tokens(CLS, SEP));
    }

    @Test
    void aTextIsCutToTheLimitWithItsSpecialTokens() {
        String text = "hello ".repeat(1000);
        for (int limit : new int[] {2, 3, 64, 127, 128, 129, 512}) {
            try (TextTokenizer limited = new TextTokenizer(minilm, limit)) {
                int[] expected = new int[limit];
                Arrays.fill(expected, 7592);
                expected[0] = CLS;
                expected[limit - 1] = SEP;
                assertThat(limited.encode(text)).isEqualTo(new Tokens(expected));
            }
        }
    }

    @Test
    void theWholeTokenizerCutsNothingOff() {
        int[] expected = new int[1002];
        Arrays.fill(expected, 7592);
        expected[0] = CLS;
        expected[1001] = SEP;
        try (TextTokenizer whole = TextTokenizer.whole(minilm)) {
            Tokens read = whole.encode("hello ".repeat(1000));
            assertThat(read).isEqualTo(new Tokens(expected));
            assertThat(read.truncated()).isFalse();
        }
    }

    @Test
    void aTextThatWasCutSaysSoAndOneThatJustFitsDoesNot() {
        try (TextTokenizer limited = new TextTokenizer(minilm, 8)) {
            List<Tokens> read = limited.encode(List.of("hello ".repeat(6), "hello ".repeat(7), ""));

            assertThat(read).extracting(Tokens::length).containsExactly(8, 8, 2);
            assertThat(read).extracting(Tokens::truncated).containsExactly(false, true, false);
        }
    }

    @Test
    void aShortTextIsNeverPaddedAlsoBesideALongOne() {
        List<Tokens> batch = tokenizer.encode(List.of("hello world", "hello ".repeat(50), ""));

        assertThat(batch).extracting(Tokens::length).containsExactly(4, 52, 2);
    }

    @Test
    void aBatchGivesWhatEachTextGivesAlone() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            texts.add("the quick brown fox \uD83E\uDD8A number " + i + " jumps ".repeat(i));
        }

        List<Tokens> batch = tokenizer.encode(texts);

        assertThat(batch).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(batch.get(i)).isEqualTo(tokenizer.encode(texts.get(i)));
        }
        assertThat(tokenizer.encode(List.of())).isEmpty();
    }

    @Test
    void charactersOutsideTheBasicPlaneAreOneWordEach() {
        // U+20000 is a Chinese character, which stands alone; neither it nor the smiley is in the vocabulary.
        assertThat(tokenizer.encode("a \uD840\uDC00b")).isEqualTo(new Tokens(CLS, 1037, 100, 1038, SEP));
        assertThat(tokenizer.encode("hello \uD83D\uDE00 world")).isEqualTo(new Tokens(CLS, 7592, 100, 2088, SEP));
    }

    @Test
    void halfACharacterIsReadAsTheReplacementCharacter() {
        Tokens replaced = tokenizer.encode("hello \uFFFD world");

        assertThat(tokenizer.encode("hello \uD83D world")).isEqualTo(replaced);
        assertThat(tokenizer.encode("hello \uDE00 world")).isEqualTo(replaced);
    }

    @Test
    void aTextOfAHundredThousandCharactersIsCut() {
        assertThat(tokenizer.encode("x".repeat(100_000))).isEqualTo(new Tokens(CLS, 100, SEP));
        assertThat(tokenizer.encode("word ".repeat(20_000)).length()).isEqualTo(256);
    }

    @Test
    void manyThreadsGetTheSameIdsAsOne() throws Exception {
        List<String> texts = List.of("hello world", "the gloss of a synset", "\uD83D\uDE00", "");
        List<Tokens> expected = tokenizer.encode(texts);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Tokens>>> answers = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                answers.add(threads.submit(() -> tokenizer.encode(texts)));
            }
            for (Future<List<Tokens>> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aClosedTokenizerSaysSo() {
        TextTokenizer closed = new TextTokenizer(minilm, 8);
        closed.close();
        closed.close();

        assertThatThrownBy(() -> closed.encode("x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLimitOutsideTheBackbonesPositionsIsRefused() {
        for (int limit : new int[] {-1, 0, 1, 513}) {
            assertThatThrownBy(() -> new TextTokenizer(minilm, limit))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 to 512");
        }
    }

    @Test
    void aDirectorysTokenizerIsFreedOfItsOwnTruncationAndPadding(@TempDir Path directory) throws IOException {
        TinyBert.write(directory, 1);
        BackboneWeights tiny = BackboneWeights.load(directory.toString());

        try (TextTokenizer tokenizer = new TextTokenizer(tiny, 7)) {
            assertThat(tokenizer.encode("A b")).isEqualTo(new Tokens(2, 4, 6, 3));
            assertThat(tokenizer.encode("ab zz")).isEqualTo(new Tokens(2, 4, 7, 1, 3));
            assertThat(tokenizer.encode("a a a a a a a a").length()).isEqualTo(7);
        }
    }

    @Test
    void aTokenizerWithMoreIdsThanTheWordEmbeddingIsRefused(@TempDir Path directory) throws IOException {
        TinyBert.write(directory, 1);
        List<String> larger = new ArrayList<>(TinyBert.VOCABULARY);
        larger.add("extra");
        TinyBert.writeTokenizer(directory, larger);
        BackboneWeights tiny = BackboneWeights.load(directory.toString());

        assertThatThrownBy(() -> new TextTokenizer(tiny, 8))
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining("token id " + TinyBert.VOCABULARY.size())
                .hasMessageContaining("same model");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"model\":{\"type\":\"Nothing\"}}"})
    void aTokenizerFileThatIsNoneIsRefused(String content, @TempDir Path directory) throws IOException {
        TinyBert.write(directory, 1);
        Files.writeString(directory.resolve("tokenizer.json"), content);
        BackboneWeights tiny = BackboneWeights.load(directory.toString());

        assertThatThrownBy(() -> new TextTokenizer(tiny, 8))
                .isInstanceOf(BackboneException.class)
                .hasMessageContaining("Tokenizer of backbone");
    }
}
