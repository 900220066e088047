package dev.affix.registry.outbox;

import dev.affix.kafka.ClientSettings;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the broker answers within two seconds; the framework's own check may take longer than a probe waits. */
@Readiness
@ApplicationScoped
class BrokerHealth implements HealthCheck {
    private static final int LIMIT_MILLIS = 2_000;

    private final String bootstrapServers;
    private final Admin admin;

    BrokerHealth(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.bootstrapServers = ClientSettings.servers(kafka);
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "affix-registry-health");
        admin = Admin.create(properties);
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("Kafka broker").withData("bootstrapServers", bootstrapServers);
        try {
            int nodes = admin.describeCluster(new DescribeClusterOptions().timeoutMs(LIMIT_MILLIS))
                    .nodes()
                    .get()
                    .size();
            return response.up().withData("nodes", nodes).build();
        } catch (ExecutionException e) {
            return response.down()
                    .withData("detail", String.valueOf(e.getCause()))
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response.down().withData("detail", "interrupted").build();
        }
    }

    @PreDestroy
    void close() {
        admin.close(java.time.Duration.ofSeconds(1));
    }
}
