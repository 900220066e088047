package dev.affix.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Instants are written and read as the platform does it. */
class InstantTextTest {
    @Test
    void itIsWrittenAsThePlatformDoes() {
        RandomRecords records = new RandomRecords(new Random(6));
        for (int i = 0; i < 50_000; i++) {
            same(records.instant());
        }
        for (String edge :
                new String[] {"1000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "1970-01-01T00:00:00Z"}) {
            for (long nanos : new long[] {-1_000_000_000L, -1, 0, 1, 1_000, 1_000_000, 1_000_000_000L}) {
                same(Instant.parse(edge).plusNanos(nanos));
            }
        }
        same(Instant.MIN);
        same(Instant.MAX);
    }

    private static void same(Instant instant) {
        String text = InstantText.write(instant);
        assertThat(text).isEqualTo(instant.toString());
        Instant read = InstantText.read(text);
        if (read == null) {
            assertThat(text).doesNotMatch("[1-9][0-9]{3}-.*");
        } else {
            assertThat(read).isEqualTo(instant);
        }
    }

    @Test
    void whatIsReadThePlatformReadsAlike() {
        Random random = new Random(7);
        RandomRecords records = new RandomRecords(random);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder(records.instant().toString());
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                text.setCharAt(random.nextInt(text.length()), "0123456789-T:.Z+ tz\u0661".charAt(random.nextInt(20)));
            }
            Instant instant = InstantText.read(text.toString());
            if (instant != null) {
                read++;
                assertThat(instant).isEqualTo(Instant.parse(text));
            }
        }
        assertThat(read).isGreaterThan(10_000);
    }
}
