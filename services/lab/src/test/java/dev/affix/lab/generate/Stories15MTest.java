package dev.affix.lab.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was fetched is used only if it is what was meant. */
class Stories15MTest {
    @Test
    void aShortOrDamagedFileIsRefusedAndLeavesNothing(@TempDir Path folder) throws IOException {
        Path data = folder.resolve("llama2.data");
        Files.write(data, new byte[100]);
        assertThatThrownBy(() -> Stories15M.split(data, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("100 bytes");
        Files.write(data, new byte[60_816_028 + 4]);
        assertThatThrownBy(() -> Stories15M.split(data, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SHA-256")
                .hasMessageContaining("Fetch it again");
        assertThat(folder.resolve("stories15M.bin")).doesNotExist();
        assertThat(folder.resolve("tokenizer.bin")).doesNotExist();
    }

    /** Weights that are there are not fetched again. */
    @Test
    void whatIsThereIsUsed(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("stories15M.bin"), new byte[1]);
        Files.write(folder.resolve("tokenizer.bin"), new byte[1]);
        assertThat(Stories15M.in(folder, said -> {
                    throw new AssertionError(said);
                }))
                .isEqualTo(folder.resolve("stories15M.bin"));
    }

    /** As with the default of --cache: a folder that is named from where the command was given. */
    @Test
    void anArchiveInARelativeFolderIsUnpacked(@TempDir Path folder) throws Exception {
        Path data = folder.resolve("package/src/llama2.data");
        Files.createDirectories(data.getParent());
        Files.write(data, new byte[] {1, 2, 3});
        Process tar = new ProcessBuilder("tar", "-czf", "archive.tgz", "package")
                .directory(folder.toFile())
                .start();
        assertThat(tar.waitFor()).isZero();
        Files.delete(data);

        Path archive = Path.of("").toAbsolutePath().relativize(folder.resolve("archive.tgz"));
        assertThat(archive).isRelative();
        assertThat(Files.readAllBytes(Stories15M.unpacked(archive))).containsExactly(1, 2, 3);
    }
}
