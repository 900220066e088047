package dev.affix.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.zjsonpatch.JsonPatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Builds the part of Kustomize that this repository uses, so that the manifests are checked on machines without kubectl:
 * resources, namespace, labels (without selectors), images and JSON 6902 patches. Anything else in a kustomization is an
 * error. {@link ManifestsTest} compares it with {@code kubectl kustomize} where that is installed.
 */
final class Kustomization {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "resources", "namespace", "labels", "images", "patches");

    private Kustomization() {}

    /** Returns the objects of a kustomization directory. */
    static List<ObjectNode> build(Path directory) throws IOException {
        Path file = directory.resolve("kustomization.yaml");
        JsonNode kustomization = YAML.readTree(file.toFile());
        for (Iterator<String> names = kustomization.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException(file + ": '" + name + "' is not supported by this builder");
            }
        }
        List<ObjectNode> objects = new ArrayList<>();
        for (JsonNode resource : kustomization.path("resources")) {
            Path path = directory.resolve(resource.asText()).normalize();
            if (Files.isDirectory(path)) {
                objects.addAll(build(path));
            } else {
                objects.addAll(read(path));
            }
        }
        for (JsonNode patch : kustomization.path("patches")) {
            patch(objects, patch, file);
        }
        for (ObjectNode object : objects) {
            if (kustomization.has("namespace")) {
                ((ObjectNode) object.path("metadata"))
                        .put("namespace", kustomization.path("namespace").asText());
            }
            for (JsonNode labels : kustomization.path("labels")) {
                ((ObjectNode) object.path("metadata")).withObject("/labels").setAll((ObjectNode) labels.path("pairs"));
            }
            for (JsonNode image : kustomization.path("images")) {
                image(object, image);
            }
        }
        return objects;
    }

    private static List<ObjectNode> read(Path file) throws IOException {
        List<ObjectNode> objects = new ArrayList<>();
        try (var values = YAML.readerFor(ObjectNode.class).<ObjectNode>readValues(file.toFile())) {
            values.forEachRemaining(objects::add);
        }
        return objects;
    }

    private static void patch(List<ObjectNode> objects, JsonNode patch, Path file) throws IOException {
        int matched = 0;
        for (int i = 0; i < objects.size(); i++) {
            ObjectNode object = objects.get(i);
            if (object.path("kind").equals(patch.at("/target/kind"))
                    && object.at("/metadata/name").equals(patch.at("/target/name"))) {
                objects.set(i, (ObjectNode)
                        JsonPatch.apply(YAML.readTree(patch.path("patch").asText()), object));
                matched++;
            }
        }
        if (matched != 1) {
            throw new IllegalArgumentException(file + ": a patch matches " + matched + " objects: " + patch);
        }
    }

    private static void image(ObjectNode object, JsonNode image) {
        for (JsonNode container : object.at("/spec/template/spec/containers")) {
            if (container.path("image").equals(image.path("name"))) {
                ((ObjectNode) container)
                        .put(
                                "image",
                                image.path("newName").asText(image.path("name").asText()) + ":"
                                        + image.path("newTag").asText());
            }
        }
    }
}
