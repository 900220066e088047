package dev.affix.k8s;

import static dev.affix.k8s.Manifests.container;
import static dev.affix.k8s.Manifests.typed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.affix.contracts.Topics;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every overlay is made of objects that Kubernetes and Strimzi know, and says of the services what their code says. */
class ManifestsTest {
    static Stream<Path> overlays() throws IOException {
        try (Stream<Path> directories = Files.list(Path.of("overlays"))) {
            return directories.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyObjectIsOfAKnownKindAndHasNoUnknownField(Path overlay) throws IOException {
        List<String> unknown = new ArrayList<>();
        for (HasMetadata object : typed(overlay)) {
            UnknownFields.of(object)
                    .forEach(field -> unknown.add(object.getMetadata().getName() + ": " + field));
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void anUnknownFieldIsFound() throws IOException {
        ObjectNode deployment = Kustomization.build(Path.of("overlays/cpu")).stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) deployment.at("/spec/template/spec/containers/0/resources")).put("limit", "none");
        assertThat(UnknownFields.of(typed(deployment)))
                .singleElement()
                .asString()
                .endsWith(".limit");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void topicsAreThoseOfTheCode(Path overlay) throws IOException {
        Map<String, String> manifest = new TreeMap<>();
        Map<String, String> code = new TreeMap<>();
        List<Integer> requestPartitions = new ArrayList<>();
        for (KafkaTopic topic : Manifests.of(overlay, KafkaTopic.class)) {
            manifest.put(
                    topic.getMetadata().getName(),
                    String.valueOf(topic.getSpec().getConfig().get("cleanup.policy")));
        }
        for (Topics topic : Topics.values()) {
            code.put(topic.topicName(), topic.cleanup().policy());
        }
        assertThat(manifest).isEqualTo(code);
        for (KafkaTopic topic : Manifests.of(overlay, KafkaTopic.class)) {
            if (topic.getMetadata().getName().equals(Topics.REPLICAS.topicName())) {
                Topics.REPLICAS
                        .config()
                        .forEach((setting, value) -> assertThat(
                                        topic.getSpec().getConfig().get(setting))
                                .hasToString(value));
            }
        }
        Map<String, Integer> partitions = new LinkedHashMap<>();
        for (KafkaTopic topic : Manifests.of(overlay, KafkaTopic.class)) {
            partitions.put(topic.getMetadata().getName(), topic.getSpec().getPartitions());
        }
        assertThat(Topics.problems(List.of(Topics.values()), partitions)).isEmpty();
        Topics.requestKeyed().forEach(topic -> requestPartitions.add(partitions.get(topic.topicName())));
        assertThat(requestPartitions).hasSize(4).doesNotContainNull();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyServiceIsDeployedOnItsPortWithItsProbes(Path overlay) throws IOException {
        List<Deployment> deployments = Manifests.of(overlay, Deployment.class);
        assertThat(deployments)
                .extracting(deployment -> deployment.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(Services.CONFIG.keySet());
        for (Deployment deployment : deployments) {
            String name = deployment.getMetadata().getName();
            int port = Services.port(name);
            Container container = container(deployment);
            assertThat(container.getPorts().get(0).getContainerPort()).as(name).isEqualTo(port);
            assertThat(deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                    .containsEntry("prometheus.io/port", Integer.toString(port))
                    .containsEntry("prometheus.io/path", "/q/metrics");
            assertThat(path(container.getLivenessProbe())).isEqualTo("/q/health/live");
            assertThat(path(container.getStartupProbe())).isEqualTo("/q/health/live");
            assertThat(path(container.getReadinessProbe())).isEqualTo("/q/health/ready");
            assertThat(Services.properties(name).stringPropertyNames())
                    .as("%s keeps the default probe paths", name)
                    .noneMatch(key -> key.contains("root-path"));
            assertThat(Services.properties(name).getProperty("quarkus.micrometer.export.prometheus.path", "/q/metrics"))
                    .as("%s keeps the default metrics path", name)
                    .isEqualTo("/q/metrics");
        }
        for (Service service : Manifests.of(overlay, Service.class)) {
            String name = service.getMetadata().getName();
            assertThat(service.getSpec().getPorts().get(0).getPort()).as(name).isEqualTo(Services.port(name));
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyEnvironmentNameIsOneTheCodeReads(Path overlay) throws IOException, ReflectiveOperationException {
        List<ConfigMap> maps = Manifests.of(overlay, ConfigMap.class);
        for (Deployment deployment : Manifests.of(overlay, Deployment.class)) {
            String name = deployment.getMetadata().getName();
            List<String> names = new ArrayList<>();
            container(deployment).getEnv().stream().map(EnvVar::getName).forEach(names::add);
            List<String> taken = container(deployment).getEnvFrom().stream()
                    .map(source -> source.getConfigMapRef().getName())
                    .toList();
            assertThat(taken).as(name).isNotEmpty();
            maps.stream()
                    .filter(map -> taken.contains(map.getMetadata().getName()))
                    .forEach(map -> names.addAll(map.getData().keySet()));
            assertThat(names).as(name).isSubsetOf(Services.environment(name));
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theLivePageLinksToTheRegistrysPort(Path overlay) throws IOException {
        List<String> addresses = Manifests.of(overlay, Deployment.class).stream()
                .flatMap(deployment -> container(deployment).getEnv().stream())
                .filter(variable -> variable.getName().equals("AFFIX_METRICS_REGISTRY_URL"))
                .map(EnvVar::getValue)
                .toList();
        assertThat(addresses).containsExactly("http://127.0.0.1:" + Services.port("registry"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noPodRunsAsRootOrHoldsASecretInPlainText(Path overlay) throws IOException {
        for (Deployment deployment : Manifests.of(overlay, Deployment.class)) {
            var pod = deployment.getSpec().getTemplate().getSpec();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(container(deployment).getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container(deployment).getEnv())
                    .filteredOn(variable -> variable.getName().matches(".*(PASSWORD|USERNAME|JDBC_URL).*"))
                    .allMatch(variable -> variable.getValue() == null
                            && variable.getValueFrom().getSecretKeyRef() != null);
        }
    }

    @Test
    void theGpuOverlayAsksForAGpuWhereTheModelRuns() throws IOException {
        for (Deployment deployment : Manifests.of(Path.of("overlays/gpu"), Deployment.class)) {
            String name = deployment.getMetadata().getName();
            boolean model = name.equals("inference") || name.equals("training");
            assertThat(container(deployment).getResources().getLimits().containsKey("nvidia.com/gpu"))
                    .as(name)
                    .isEqualTo(model);
            assertThat(container(deployment).getEnv().stream()
                            .map(EnvVar::getName)
                            .toList()
                            .contains("PYTORCH_LIBRARY_PATH"))
                    .as(name)
                    .isEqualTo(model);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void kubectlBuildsTheSame(Path overlay) throws IOException, InterruptedException {
        Path kubectl = Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
                .map(directory -> Path.of(directory, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(kubectl != null, "kubectl is not installed; .ci/run installs it");
        Process process = new ProcessBuilder(
                        Objects.requireNonNull(kubectl).toString(), "kustomize", overlay.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<ObjectNode> expected = new ArrayList<>();
        try (var values =
                new YAMLMapper().readerFor(ObjectNode.class).<ObjectNode>readValues(process.getInputStream())) {
            values.forEachRemaining(expected::add);
        }
        assertThat(process.waitFor()).isZero();
        assertThat(Kustomization.build(overlay)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String path(Probe probe) {
        return probe.getHttpGet().getPath();
    }
}
