package dev.affix.load.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class GenerationBenchmarkTest {
    @Test
    void itGeneratesWhatItTimes() {
        int code = new CommandLine(new GenerationBenchmark())
                .execute("--rows=2", "--texts=3", "--tokens=4", "--prompt-tokens=3", "--rounds=1", "--warmup=0");

        assertThat(code).isZero();
    }
}
