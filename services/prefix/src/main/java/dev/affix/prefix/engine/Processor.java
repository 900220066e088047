package dev.affix.prefix.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a processor says of itself.
 *
 * @param vendor who made it, such as {@code GenuineIntel}; empty where the system does not tell
 * @param model its name; empty where the system does not tell
 * @param flags Linux's names of its groups of instructions; empty where the system does not tell
 */
public record Processor(String vendor, String model, Set<String> flags) {
    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    /** AVX-512 and AMX of x86-64, and 64-bit Arm. */
    private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

    private static final Set<String> AVX512 = Set.of("avx512bw", "avx512vl", "avx512dq");

    /** Returns this machine's. */
    public static Processor current() {
        if (!Files.isReadable(CPUINFO)) {
            return new Processor("", "", Set.of());
        }
        try {
            return of(Files.readAllLines(CPUINFO));
        } catch (IOException e) {
            throw new UncheckedIOException(CPUINFO + " cannot be read", e);
        }
    }

    /** Reads the lines of {@code /proc/cpuinfo}. */
    static Processor of(List<String> cpuinfo) {
        return new Processor(
                values(cpuinfo, "vendor_id").findFirst().orElse(""),
                values(cpuinfo, "model name").findFirst().orElse(""),
                Stream.concat(values(cpuinfo, "flags"), values(cpuinfo, "Features"))
                        .flatMap(line -> Arrays.stream(line.split("\\s+")))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    private static Stream<String> values(List<String> cpuinfo, String name) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip());
    }

    /** Returns whether it multiplies bfloat16; true where that is not known. */
    boolean multipliesBfloat16() {
        return flags.isEmpty() || flags.stream().anyMatch(BFLOAT16::contains);
    }

    /** Returns whether MKL's layout was measured to be faster than oneDNN's for single precision (docs/results/inference.md). */
    boolean multipliesBestByMkl() {
        return vendor.equals("GenuineIntel") && flags.containsAll(AVX512);
    }

    /** Returns whether oneDNN's layout takes matrices of bfloat16: PyTorch refuses where this is not there. */
    boolean packsBfloat16() {
        return flags.contains("avx_ne_convert") || flags.containsAll(AVX512);
    }
}
