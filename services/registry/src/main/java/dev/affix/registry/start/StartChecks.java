package dev.affix.registry.start;

import dev.affix.contracts.Topics;
import dev.affix.kafka.StartRefusedException;
import dev.affix.kafka.TopicCheck;
import dev.affix.registry.config.RegistryConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/**
 * Refuses to run when database, broker or blob directory cannot be used: one ERROR line on standard error that names
 * each problem, and exit code 1. Runs before anything of the registry takes requests or records.
 */
@ApplicationScoped
public class StartChecks {
    /** Before every other observer of the start, the messaging connector's included. */
    public static final int PRIORITY = 1;

    private static final List<Topics> USED = List.of(
            Topics.ADAPTERS,
            Topics.EXPERIMENTS,
            Topics.VERDICTS,
            Topics.VERDICTS_DLQ,
            Topics.REPLICAS,
            Topics.REPLICAS_DLQ);
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(10);

    private final DatabaseCheck database;
    private final Map<String, Object> kafka;
    private final RegistryConfig config;
    private final Flyway flyway;

    StartChecks(
            DatabaseCheck database,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            RegistryConfig config,
            Flyway flyway) {
        this.database = database;
        this.kafka = kafka;
        this.config = config;
        this.flyway = flyway;
    }

    void check(@Observes @Priority(PRIORITY) StartupEvent event) {
        List<String> problems = Stream.of(database.problems(), topicProblems(), BlobCheck.problems(config.blobs()))
                .flatMap(List::stream)
                .toList();
        if (!problems.isEmpty()) {
            // Quarkus prints just this exception's message, without a stack trace, and exits with code 1.
            throw new ConfigurationException("ERROR The registry does not start. " + String.join(" ", problems));
        }
        flyway.migrate();
    }

    private List<String> topicProblems() {
        try {
            new TopicCheck(kafka, USED, BROKER_TIMEOUT).run();
            return List.of();
        } catch (StartRefusedException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}
