package dev.affix.metrics.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.affix.contracts.Topics;
import dev.affix.embedded.EmbeddedBroker;
import dev.affix.kafka.StartRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service starts on the topics of the contract only. */
class StartRefusalTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Test
    void topicsAreAskedForAtStart(@TempDir Path directory) throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
            assertThatThrownBy(() -> Streaming.requestPartitions(clients, TIMEOUT))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining(broker.bootstrapServers())
                    .hasMessageContaining(Topics.Names.VERDICTS)
                    .hasMessageContaining("does not exist");

            broker.createTopics(5);
            assertThat(Streaming.requestPartitions(clients, TIMEOUT)).isEqualTo(5);
        }
    }
}
