package dev.affix.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.affix.inference.config.InferenceConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    @Test
    void throughputIsOneCallPerCoreAndLatencyOneCallWithAllCoresThatWaitsForNothing() {
        assertThat(workload(Map.of())).isEqualTo(new Workload(6, 1, Duration.ofMillis(1)));
        assertThat(workload(Map.of("favor", "latency"))).isEqualTo(new Workload(1, 6, Duration.ZERO));
    }

    @Test
    void whatIsSetGoesBeforeWhatIsFavored() {
        Map<String, String> set = Map.of("threads", "3", "intra-op-threads", "2", "batch-delay", "4ms");
        assertThat(workload(set)).isEqualTo(new Workload(3, 2, Duration.ofMillis(4)));
    }

    private static Workload workload(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withMapping(InferenceConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValue("affix.inference.instance-id", "0");
        settings.forEach((name, value) -> builder.withDefaultValue("affix.inference." + name, value));
        return Workload.of(builder.build().getConfigMapping(InferenceConfig.class), 6);
    }
}
