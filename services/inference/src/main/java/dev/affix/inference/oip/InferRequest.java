package dev.affix.inference.oip;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Body of an inference call.
 *
 * @param id the client's name for the call, given back
 * @param parameters {@code adapter} (digest or alias) and {@code unit}, both strings, both optional
 * @param inputs one tensor {@code text}, BYTES, shape {@code [n]}
 * @param outputs names of those that are wanted, all if there is none
 */
public record InferRequest(
        @Nullable String id,
        @Nullable Map<String, Object> parameters,
        @Nullable List<Tensor> inputs,
        @Nullable List<Tensor> outputs) {}
