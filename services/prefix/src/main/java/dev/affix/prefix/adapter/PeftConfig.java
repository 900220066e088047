package dev.affix.prefix.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * PEFT's {@code adapter_config.json}: the fields that every version of PEFT with prefix tuning knows, keys sorted and
 * indented by 2 as PEFT writes them. Parameterization is not in it: the prefix is materialized.
 */
final class PeftConfig {
    private static final DefaultPrettyPrinter LAYOUT = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPrettyPrinter(LAYOUT)
            .build();

    private PeftConfig() {}

    static String of(Adapter adapter) {
        return text(fields(adapter)) + "\n";
    }

    /** As PEFT writes it itself: no line end at the end. */
    static String of(Adapter adapter, String baseModel) {
        Map<String, @Nullable Object> fields = fields(adapter);
        fields.put("base_model_name_or_path", baseModel);
        return text(fields);
    }

    private static String text(Map<String, @Nullable Object> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map of texts and numbers is always JSON", e);
        }
    }

    /** Refuses a configuration whose dimensions are not the adapter's. */
    static void requireMatch(String config, Adapter adapter) throws InvalidAdapterException {
        JsonNode json;
        try {
            json = JSON.readTree(config);
        } catch (JsonProcessingException e) {
            throw new InvalidAdapterException(AdapterFile.CONFIG + " is not JSON: " + e.getOriginalMessage(), e);
        }
        JsonNode expected = JSON.valueToTree(fields(adapter));
        for (String field : new String[] {
            "peft_type", "task_type", "num_virtual_tokens", "num_layers", "num_attention_heads", "token_dim"
        }) {
            if (!json.path(field).equals(expected.get(field))) {
                throw new InvalidAdapterException(AdapterFile.CONFIG + " has " + field + " = " + json.path(field)
                        + " where the model file has " + expected.get(field));
            }
        }
    }

    private static Map<String, @Nullable Object> fields(Adapter adapter) {
        Map<String, @Nullable Object> fields = new TreeMap<>();
        fields.put("auto_mapping", null);
        fields.put("base_model_name_or_path", "sha256:" + adapter.backboneDigest());
        fields.put("encoder_hidden_size", adapter.heads() * adapter.headDim());
        fields.put("inference_mode", true);
        fields.put("num_attention_heads", adapter.heads());
        fields.put("num_layers", adapter.layers());
        fields.put("num_transformer_submodules", 1);
        fields.put("num_virtual_tokens", adapter.prefixLength());
        fields.put("peft_type", "PREFIX_TUNING");
        fields.put("prefix_projection", false);
        fields.put("revision", null);
        fields.put("task_type", adapter.hasHead() ? PeftAdapter.CLASSIFICATION : PeftAdapter.GENERATION);
        fields.put("token_dim", adapter.heads() * adapter.headDim());
        return fields;
    }
}
