package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Names and digests are what their regular expressions say, without them. */
class CheckTest {
    private static final Pattern NAME = Pattern.compile(Check.NAME);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    @Test
    void aNameMatchesItsExpression() {
        everyText(
                "az09._-AZ/`{:^ \n\u00e9\u0661",
                70,
                text -> assertThat(Check.isName(text))
                        .as(text)
                        .isEqualTo(NAME.matcher(text).matches()));
    }

    @Test
    void aDigestIs64HexadecimalDigits() {
        everyText(
                "0123456789abcdefg/:`A\n",
                66,
                text -> assertThat(Check.isDigest(text))
                        .as(text)
                        .isEqualTo(DIGEST.matcher(text).matches()));
    }

    /** Each length, each character of the first plane in the first, a middle and the last place. */
    private static void everyText(String alphabet, int longest, java.util.function.Consumer<String> check) {
        Random random = new Random(5);
        for (int length = 0; length <= longest; length++) {
            check.accept("a".repeat(length));
            for (int i = 0; i < 50; i++) {
                StringBuilder text = new StringBuilder("a".repeat(length));
                for (int n = random.nextInt(3); n > 0 && length > 0; n--) {
                    text.setCharAt(random.nextInt(length), alphabet.charAt(random.nextInt(alphabet.length())));
                }
                check.accept(text.toString());
            }
        }
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            for (int at : new int[] {0, 1, 63}) {
                StringBuilder text = new StringBuilder("a".repeat(64));
                text.setCharAt(at, (char) c);
                check.accept(text.toString());
                check.accept(text.substring(1));
            }
        }
    }
}
