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
}
