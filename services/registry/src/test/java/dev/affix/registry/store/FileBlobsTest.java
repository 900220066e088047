package dev.affix.registry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBlobsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final Path root;

    FileBlobsTest(@TempDir Path root) {
        this.root = root;
    }

    @Test
    void aBlobIsOneFileInAFolderOfItsFirstDigits() throws Exception {
        FileBlobs blobs = new FileBlobs(root, NOW);
        assertThat(blobs.size(DIGEST)).isEmpty();
        assertThat(blobs.put(DIGEST, new ByteArrayInputStream(HELLO))).isTrue();
        assertThat(blobs.put(DIGEST, new ByteArrayInputStream(HELLO))).isFalse();
        assertThat(blobs.size(DIGEST)).hasValue(5);
        assertThat(files()).containsExactly(root.resolve("2c").resolve(DIGEST));
        assertThat(Files.readAllBytes(root.resolve("2c").resolve(DIGEST))).isEqualTo(HELLO);
    }

    @Test
    void aRefusedOrBrokenUploadLeavesNoFile() throws Exception {
        FileBlobs blobs = new FileBlobs(root, NOW);
        assertThatThrownBy(() -> blobs.put(DIGEST, new ByteArrayInputStream(new byte[] {1})))
                .isInstanceOf(DigestMismatchException.class)
                .hasMessageContaining(DIGEST);
        assertThatThrownBy(() -> blobs.put(DIGEST, new BrokenStream())).hasMessage("connection lost");
        assertThat(files()).isEmpty();
    }

    @Test
    void abandonedUploadsAreRemovedAtStartAndFreshOnesAreNot() throws Exception {
        Path folder = Files.createDirectories(root.resolve("2c"));
        Path abandoned = upload(folder, "a", NOW.minus(Duration.ofHours(2)));
        Path fresh = upload(folder, "b", NOW.minus(Duration.ofMinutes(2)));
        new FileBlobs(root, NOW).put(DIGEST, new ByteArrayInputStream(HELLO));
        assertThat(files()).contains(fresh, folder.resolve(DIGEST)).doesNotContain(abandoned);
    }

    private static Path upload(Path folder, String name, Instant modified) throws IOException {
        Path upload = Files.write(folder.resolve(DIGEST + "." + name + ".uploading"), HELLO);
        return Files.setLastModifiedTime(upload, FileTime.from(modified));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Gives a byte, then fails. */
    private static final class BrokenStream extends InputStream {
        private boolean given;

        @Override
        public int read() throws IOException {
            if (given) {
                throw new IOException("connection lost");
            }
            given = true;
            return 'h';
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            buffer[offset] = (byte) read();
            return 1;
        }
    }
}
