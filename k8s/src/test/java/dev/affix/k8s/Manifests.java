package dev.affix.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The objects of an overlay, as Kubernetes and Strimzi know them. */
final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> MODELS = Map.of(
            "apps/v1 Deployment", Deployment.class,
            "v1 Service", Service.class,
            "v1 ConfigMap", ConfigMap.class,
            "v1 PersistentVolumeClaim", PersistentVolumeClaim.class,
            "kafka.strimzi.io/v1 Kafka", Kafka.class,
            "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class);
    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    static Container container(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    static <T extends HasMetadata> List<T> of(Path overlay, Class<T> type) throws IOException {
        return typed(overlay).stream().filter(type::isInstance).map(type::cast).toList();
    }

    static List<HasMetadata> typed(Path overlay) throws IOException {
        List<HasMetadata> objects = new ArrayList<>();
        for (ObjectNode object : Kustomization.build(overlay)) {
            objects.add(typed(object));
        }
        return objects;
    }

    static HasMetadata typed(JsonNode object) throws IOException {
        String kind =
                object.path("apiVersion").asText() + " " + object.path("kind").asText();
        Class<? extends HasMetadata> model = MODELS.get(kind);
        assertThat(model).as("no typed model is registered for " + kind).isNotNull();
        return YAML.treeToValue(object, Objects.requireNonNull(model));
    }
}
