package dev.affix.inference.follow;

import static dev.affix.inference.Samples.LABELS;
import static dev.affix.inference.Samples.experiment;
import static dev.affix.inference.Samples.generating;
import static dev.affix.inference.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.Experiment;
import dev.affix.contracts.Experiment.Mode;
import dev.affix.inference.Samples;
import dev.affix.inference.follow.RefusedException.Reason;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.roster.Catalog.Candidate;
import dev.affix.inference.roster.Rosters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final byte[] FILE = "an adapter file".getBytes(StandardCharsets.UTF_8);
    private static final Experiment EXPERIMENT = experiment("e", Mode.PAIRED, "a");

    private final Deque<byte[]> downloads = new ArrayDeque<>();
    private final Rosters rosters = new Rosters(() -> Set.of(), digest -> {});
    private final VersionSource source = new VersionSource() {
        @Override
        public byte[] blob(String digest) throws UnavailableException {
            byte[] next = downloads.poll();
            if (next == null) {
                throw new UnavailableException("down", new IOException("connection refused"));
            }
            return next;
        }

        @Override
        public AdapterPublished version(String digest) {
            return Samples.version("e/a", 5, digest);
        }

        @Override
        public List<AdapterPublished> versions(String adapter) {
            return List.of();
        }
    };
    private final FakeBank bank = new FakeBank();
    private final Admission admission =
            new Admission(source, bank, rosters, new Loader(source, bank, rosters, 1 << 20, 0, found -> {}));

    @Test
    void aFileWithItsDigestIsLoaded() throws Exception {
        downloads.add(FILE);
        assertThat(admission.admit(candidate(LABELS, Samples.BACKBONE)).version())
                .isEqualTo(1);
        assertThat(bank.files).containsOnlyKeys(sha256());
    }

    @Test
    void oneBrokenDownloadIsTriedAgainAndThreeAreRefused() throws Exception {
        downloads.addAll(List.of(new byte[] {1}, new byte[0], FILE));
        admission.admit(candidate(LABELS, Samples.BACKBONE));
        assertThat(bank.files).containsOnlyKeys(sha256());
        bank.files.clear();
        downloads.addAll(List.of(new byte[] {1}, new byte[] {2}, new byte[] {3}, FILE));
        assertRefused(candidate(LABELS, Samples.BACKBONE), Reason.WRONG_DIGEST);
    }

    @Test
    void otherLabelsOrAnotherOrderAreRefusedWithoutADownload() {
        assertRefused(candidate(List.of("verb", "noun", "adjective"), Samples.BACKBONE), Reason.OTHER_LABELS);
        assertRefused(candidate(List.of("noun", "verb"), Samples.BACKBONE), Reason.OTHER_LABELS);
    }

    @Test
    void anAdapterOfAnotherBackboneIsRefusedWithoutADownload() {
        assertRefused(candidate(LABELS, "c".repeat(64)), Reason.OTHER_BACKBONE);
    }

    @Test
    void whereArmsGenerateAnAdapterWithoutAHeadIsLoadedOnADecoderOnly() throws Exception {
        AdapterPublished headless = version("t/a", 1, sha256(), List.of(), Samples.BACKBONE);
        Candidate candidate = new Candidate(sha256(), headless, generating("t", 511, "a"));
        downloads.add(FILE);
        assertRefused(candidate, Reason.OTHER_BACKBONE);
        assertThatThrownBy(() -> admission.admit(candidate))
                .hasMessage(
                        "Experiment t generates texts, but backbone tiny is an encoder. Start a service with a decoder.");
        bank.decoder = true;
        assertRefused(new Candidate(sha256(), headless, generating("t", 512, "a")), Reason.OTHER_BACKBONE);
        assertRefused(
                new Candidate(sha256(), version("t/a", 1, sha256()), generating("t", 511, "a")), Reason.OTHER_LABELS);
        assertRefused(new Candidate(sha256(), headless, EXPERIMENT), Reason.OTHER_LABELS);
        admission.admit(candidate);
        assertThat(bank.files).containsOnlyKeys(sha256());
    }

    @Test
    void aRegistryThatIsDownIsNotTheAdaptersFault() {
        assertThatThrownBy(() -> admission.admit(candidate(LABELS, Samples.BACKBONE)))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aVersionThatOnlyAnAliasNamesIsLookedUp() throws Exception {
        downloads.add(FILE);
        AdapterPublished found = admission.admit(new Candidate(sha256(), null, null));
        assertThat(found.version()).isEqualTo(5);
    }

    private void assertRefused(Candidate candidate, Reason reason) {
        assertThatThrownBy(() -> admission.admit(candidate))
                .asInstanceOf(type(RefusedException.class))
                .extracting(RefusedException::reason)
                .isEqualTo(reason);
        assertThat(bank.files).isEmpty();
    }

    private static Candidate candidate(List<String> labels, String backbone) {
        @Nullable AdapterPublished version = version("e/a", 1, sha256(), labels, backbone);
        return new Candidate(sha256(), version, EXPERIMENT);
    }

    private static String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(FILE));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
