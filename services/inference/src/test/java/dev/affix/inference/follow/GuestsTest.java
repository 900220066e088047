package dev.affix.inference.follow;

import static dev.affix.inference.Samples.LABELS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.AdapterPublished;
import dev.affix.inference.Samples;
import dev.affix.inference.meters.Found;
import dev.affix.inference.roster.Rosters;
import dev.affix.prefix.safetensors.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Versions of ten bytes in a bank of thirty. */
class GuestsTest {
    private static final int SIZE = 10;

    private final Map<String, byte[]> registry = new HashMap<>();
    private final Map<String, Integer> downloads = new HashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final VersionSource source = new VersionSource() {
        @Override
        public byte[] blob(String digest) {
            downloads.merge(digest, 1, Integer::sum);
            return registry.getOrDefault(digest, new byte[0]);
        }

        @Override
        public AdapterPublished version(String digest) throws UnavailableException {
            if (!registry.containsKey(digest)) {
                throw new UnavailableException("404", new IOException("not found"), true);
            }
            return Samples.version("e/a", 5, digest, LABELS, Samples.BACKBONE);
        }

        @Override
        public List<AdapterPublished> versions(String adapter) {
            return List.of();
        }
    };
    private final FakeBank bank = new FakeBank();
    private final Rosters rosters = new Rosters(bank.files::keySet, bank.files::remove);

    private Guests guests(long hostBytes) {
        return new Guests(source, bank, rosters, new Loader(source, bank, rosters, 3L * SIZE, hostBytes, found::add));
    }

    private String published(int number) {
        byte[] file = String.format("file%6d", number).getBytes(StandardCharsets.UTF_8);
        registry.put(Sha256.hex(file), file);
        return Sha256.hex(file);
    }

    private static void visit(Guests guests, String digest) throws Exception {
        guests.visit(digest).close();
    }

    @Test
    void theLeastRecentlyNamedVersionLeavesWhereThereIsNoRoom() throws Exception {
        Guests guests = guests(0);
        String one = published(1);
        String two = published(2);
        String three = published(3);
        for (String digest : List.of(one, two, three, one)) {
            visit(guests, digest);
        }
        assertThat(bank.files).containsOnlyKeys(one, two, three);

        visit(guests, published(4));

        assertThat(bank.files).containsOnlyKeys(one, three, published(4));
    }

    @Test
    void aVersionInUseStaysAndWhatDoesNotFitIsRefused() throws Exception {
        Guests guests = guests(0);
        Guests.Visit first = guests.visit(published(1));
        Guests.Visit second = guests.visit(published(2));
        rosters.pin(published(3));
        visit(guests, published(3));

        assertThatThrownBy(() -> guests.visit(published(4)))
                .isInstanceOf(BankFullException.class)
                .hasMessageContaining("30 of 30 bytes hold versions in use")
                .hasMessageContaining("AFFIX_INFERENCE_BANK_BYTES");
        assertThat(bank.files).containsOnlyKeys(published(1), published(2), published(3));

        first.close();
        first.close();
        visit(guests, published(4));
        assertThat(bank.files).containsOnlyKeys(published(2), published(3), published(4));
        second.close();
    }

    @Test
    void aFileThatLeftTheBankComesBackFromTheHostsMemory() throws Exception {
        Guests guests = guests(4L * SIZE);
        for (int number = 1; number <= 5; number++) {
            visit(guests, published(number));
        }
        found.clear();
        visit(guests, published(5));
        visit(guests, published(2));
        visit(guests, published(1));

        assertThat(found).containsExactly(Found.DEVICE, Found.HOST, Found.REGISTRY);
        assertThat(downloads).containsEntry(published(2), 1).containsEntry(published(1), 2);
    }

    @Test
    void aVersionThatTheRegistryDoesNotKnowOrHasOtherBytesForIsNotResident() {
        Guests guests = guests(0);
        assertThatThrownBy(() -> guests.visit("f".repeat(64)))
                .isInstanceOfSatisfying(
                        VersionSource.UnavailableException.class,
                        e -> assertThat(e.unknown()).isTrue());
        registry.put("e".repeat(64), new byte[SIZE]);
        assertThatThrownBy(() -> guests.visit("e".repeat(64)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("SHA-256");
        assertThat(bank.files).isEmpty();
        assertThat(rosters.makeRoom()).isFalse();
    }
}
