package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Text that is Unicode is what UTF-8 can carry, and a message shows no half of a character. */
class UnicodeTest {
    private static final String ALPHABET = "a\u00e9\ud83d\udc36\ud83d\udc36";

    private final Random random = new Random(6);

    @Test
    void textIsUnicodeIfUtf8CanCarryIt() {
        int valid = 0;
        for (int i = 0; i < 20_000; i++) {
            String text = text(random.nextInt(6));
            boolean encodes = canEncode(text);
            assertThat(Unicode.valid(text)).as(text).isEqualTo(encodes);
            int at = Unicode.unpaired(text);
            if (at >= 0) {
                assertThat(canEncode(text.substring(0, at))).as(text).isTrue();
                assertThat(canEncode(text.substring(0, at + 1))).as(text).isFalse();
            }
            valid += encodes ? 1 : 0;
        }
        assertThat(valid).isBetween(2_000, 18_000);
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        assertThat(Unicode.shortened("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Unicode.shortened("abcdefg", 6)).isEqualTo("abc...");
        assertThat(Unicode.shortened("ab\ud83d\udc36cdef", 6)).isEqualTo("ab...");
        assertThat(Unicode.shortened("a\ud83d\udc36cdefg", 6)).isEqualTo("a\ud83d\udc36...");
    }

    private static boolean canEncode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
