package dev.affix.observability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.affix.observability.grafana.Dashboard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The files that are written from the code in this module, by their path from the top level. */
public final class GeneratedFiles {
    private static final String HEAD = "# Written by services/observability; change it there.\n";
    private static final ObjectMapper JSON = new JsonMapper();
    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();

    private GeneratedFiles() {}

    /** Returns each file's content by its path. */
    public static Map<String, String> all() {
        Map<String, String> files = new TreeMap<>();
        StringBuilder configMaps = new StringBuilder(HEAD);
        for (Dashboard dashboard : Dashboards.all()) {
            String json = json(dashboard);
            String name = dashboard.uid() + ".json";
            files.put("docker/grafana/dashboards/" + name, json);
            // The label is the one that the Grafana chart's sidecar looks for.
            configMaps.append(configMap(dashboard.uid() + "-dashboard", Map.of("grafana_dashboard", "1"), name, json));
        }
        String rules = HEAD + yaml(Rules.all());
        files.put("docker/prometheus/rules.yml", rules);
        configMaps.append(configMap("affix-prometheus-rules", Map.of(), "affix.yml", rules));
        files.put("k8s/base/monitoring.yaml", configMaps.toString());
        return files;
    }

    private static String configMap(String name, Map<String, String> labels, String key, String content) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        if (!labels.isEmpty()) {
            metadata.put("labels", labels);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "v1");
        object.put("kind", "ConfigMap");
        object.put("metadata", metadata);
        object.put("data", Map.of(key, content));
        return "---\n" + yaml(object);
    }

    private static String json(Object value) {
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        try {
            return JSON.writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(indent)
                                    .withArrayIndenter(indent))
                            .writeValueAsString(value)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String yaml(Object value) {
        try {
            return YAML.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
