package dev.affix.prefix.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTest {
    private static Processor with(String... cpuinfo) {
        return Processor.of(List.of(cpuinfo));
    }

    @Test
    void aProcessorWithoutInstructionsForBfloat16IsKnown() {
        assertThat(with("model name\t: bf16", "flags\t\t: fpu avx2 avx512f fma").multipliesBfloat16())
                .isFalse();
        assertThat(with("flags\t\t: fpu avx512_bf16", "bugs\t\t: spectre_v1").multipliesBfloat16())
                .isTrue();
        assertThat(with("flags\t\t: fpu amx_bf16 amx_tile").multipliesBfloat16())
                .isTrue();
        assertThat(with("Features\t: fp asimd bf16").multipliesBfloat16()).isTrue();
        assertThat(with("processor\t: 0").multipliesBfloat16()).isTrue();
    }

    @Test
    void itsNameIsThatOfItsFirstCore() {
        assertThat(with("processor\t: 0", "model name\t: One (R)", "model name\t: Other")
                        .model())
                .isEqualTo("One (R)");
        assertThat(with("processor\t: 0").model()).isEmpty();
    }

    @Test
    void matricesOfBfloat16ArePackedOnlyWhereTheEngineTakesThem() {
        assertThat(with("flags\t\t: fpu avx2 fma").packsBfloat16()).isFalse();
        assertThat(with("flags\t\t: avx512bw avx512vl").packsBfloat16()).isFalse();
        assertThat(with("flags\t\t: avx512bw avx512vl avx512dq").packsBfloat16())
                .isTrue();
        assertThat(with("flags\t\t: avx2 avx_ne_convert").packsBfloat16()).isTrue();
    }

    @Test
    void mklMultipliesWhereItWasMeasuredToBeFaster() {
        String flags = "flags\t\t: avx512bw avx512vl avx512dq";
        assertThat(with("vendor_id\t: GenuineIntel", flags).multipliesBestByMkl())
                .isTrue();
        assertThat(with("vendor_id\t: AuthenticAMD", flags).multipliesBestByMkl())
                .isFalse();
        assertThat(with("vendor_id\t: GenuineIntel", "flags\t\t: avx2 fma").multipliesBestByMkl())
                .isFalse();
        assertThat(with("processor\t: 0").multipliesBestByMkl()).isFalse();
    }

    @Test
    void singlePrecisionAndOtherDevicesNeedNoAdvice() {
        assertThat(new EngineSettings(1, "cpu", Precision.FLOAT32).advice()).isEmpty();
        assertThat(new EngineSettings(1, "cuda:0", Precision.BFLOAT16).advice()).isEmpty();
        assertThat(new EngineSettings(1, "cuda:0", Precision.FLOAT16).advice()).isEmpty();
        assertThat(new EngineSettings(1, "cpu", Precision.FLOAT16).advice()).isPresent();
        assertThat(new EngineSettings(1, "cpu", Precision.BFLOAT16).advice().isEmpty())
                .isEqualTo(Processor.current().multipliesBfloat16());
    }
}
