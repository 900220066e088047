package dev.affix.inference.oip;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answer of an inference call.
 *
 * @param modelName the model asked
 * @param modelVersion number of the version that answered
 * @param id the client's name for the call
 * @param parameters {@code adapter}: SHA-256 of the version that answered, {@code arm}, {@code version}
 * @param outputs {@code label} BYTES {@code [n]}; {@code log_probabilities} FP32 {@code [n, C]}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferResponse(
        @JsonProperty("model_name") String modelName,
        @JsonProperty("model_version") String modelVersion,
        @Nullable String id,
        Map<String, Object> parameters,
        List<Tensor> outputs) {}
