package dev.affix.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.affix.contracts.Topics;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The Compose file and its topic script say of the services what their code says. */
class ComposeTest {
    private static final Path DOCKER = Path.of("..", "docker");
    private static final String JVM_OPTIONS = "JDK_JAVA_OPTIONS";

    @Test
    void theScriptCreatesTheTopicsOfTheCode() throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("sh", DOCKER.resolve("topics.sh").toString(), "broker:9092");
        builder.environment().put("KAFKA_TOPICS", "echo");
        builder.environment().put("AFFIX_PARTITIONS", "3");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        Map<String, String> created = new TreeMap<>();
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ");
            List<String> list = List.of(words);
            Map<String, String> config = new TreeMap<>();
            for (int i = list.indexOf("--config"); i < list.size(); i += 2) {
                String[] setting = list.get(i + 1).split("=", 2);
                config.put(setting[0], setting[1]);
            }
            created.put(
                    list.get(list.indexOf("--topic") + 1), list.get(list.indexOf("--partitions") + 1) + " " + config);
        }
        Map<String, String> code = new TreeMap<>();
        for (Topics topic : Topics.values()) {
            code.put(topic.topicName(), topic.partitions(3) + " " + new TreeMap<>(topic.config()));
        }
        assertThat(created).isEqualTo(code);
    }

    @Test
    void everyServiceRunsOnItsPortWithEnvironmentNamesTheCodeReads() throws IOException, ReflectiveOperationException {
        JsonNode services = services();
        for (String name : Services.CONFIG.keySet()) {
            JsonNode service = services.path(name);
            assertThat(service.at("/build/args/SERVICE").asText()).isEqualTo(name);
            int port = Services.port(name);
            assertThat(service.at("/ports/0").asText()).isEqualTo("127.0.0.1:" + port + ":" + port);
            List<String> names = new ArrayList<>();
            service.path("environment").fieldNames().forEachRemaining(names::add);
            assertThat(names).as(name).isNotEmpty().isSubsetOf(Services.environment(name));
        }
    }

    /** They were measured to matter: what is true of a service in one place is in the other. */
    @Test
    void everyServiceHasTheJvmOptionsOfTheManifests() throws IOException {
        JsonNode services = services();
        Map<String, String> compose = new TreeMap<>();
        for (String name : Services.CONFIG.keySet()) {
            compose.put(
                    name,
                    services.path(name).path("environment").path(JVM_OPTIONS).asText());
        }
        Map<String, String> manifests = new TreeMap<>();
        for (Deployment deployment : Manifests.of(Path.of("overlays/cpu"), Deployment.class)) {
            manifests.put(
                    deployment.getMetadata().getName(),
                    Manifests.container(deployment).getEnv().stream()
                            .filter(variable -> variable.getName().equals(JVM_OPTIONS))
                            .map(EnvVar::getValue)
                            .findFirst()
                            .orElse(""));
        }
        assertThat(compose).isEqualTo(manifests);
        assertThat(compose.get("inference")).isNotEmpty();
    }

    private static JsonNode services() throws IOException {
        return new YAMLMapper()
                .readTree(DOCKER.resolve("compose.yaml").toFile())
                .path("services");
    }
}
