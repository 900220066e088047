package dev.affix.inference.oip;

import dev.affix.contracts.InferenceRequest;
import dev.affix.contracts.Unicode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the texts and parameters of an inference call; everything else is a 400 that names the field. */
final class Texts {
    static final String LABEL = "label";
    static final String LOG_PROBABILITIES = "log_probabilities";

    private Texts() {}

    /** Returns the names of the outputs that are wanted. */
    static Set<String> outputs(InferRequest request) {
        Set<String> all = Set.of(LABEL, LOG_PROBABILITIES);
        List<Tensor> wanted = request.outputs();
        if (wanted == null || wanted.isEmpty()) {
            return all;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < wanted.size(); i++) {
            String name = wanted.get(i) == null ? null : wanted.get(i).name();
            if (name == null || !all.contains(name)) {
                throw ProtocolException.badRequest("'outputs[" + i + "].name' is '" + name + "'; it must be '" + LABEL
                        + "' or '" + LOG_PROBABILITIES + "'");
            }
            names.add(name);
        }
        return names;
    }

    static List<String> of(InferRequest request, int maxTexts) {
        List<Tensor> inputs = request.inputs();
        if (inputs == null || inputs.size() != 1 || inputs.get(0) == null) {
            throw ProtocolException.badRequest("'inputs' must be one tensor named 'text'");
        }
        Tensor tensor = inputs.get(0);
        if (!"text".equals(tensor.name())) {
            throw ProtocolException.badRequest("'inputs[0].name' is '" + tensor.name() + "'; it must be 'text'");
        }
        if (!"BYTES".equals(tensor.datatype())) {
            throw ProtocolException.badRequest(
                    "'inputs[0].datatype' is '" + tensor.datatype() + "'; it must be 'BYTES'");
        }
        List<Object> data = tensor.data();
        if (data == null || data.isEmpty() || data.size() > maxTexts) {
            throw ProtocolException.badRequest("'inputs[0].data' must hold 1 to " + maxTexts + " texts, but holds "
                    + (data == null ? 0 : data.size()));
        }
        if (tensor.shape() == null || !tensor.shape().equals(List.of((long) data.size()))) {
            throw ProtocolException.badRequest("'inputs[0].shape' is " + tensor.shape() + ", but 'data' holds "
                    + data.size() + " texts: it must be [" + data.size() + "]");
        }
        List<String> texts = new ArrayList<>(data.size());
        for (int i = 0; i < data.size(); i++) {
            texts.add(text(data.get(i), i));
        }
        return texts;
    }

    private static String text(@Nullable Object element, int index) {
        String field = "'inputs[0].data[" + index + "]'";
        if (!(element instanceof String text)) {
            throw ProtocolException.badRequest(field + " is not a string");
        }
        if (text.isBlank()) {
            throw ProtocolException.badRequest(field + " is blank");
        }
        if (text.length() > InferenceRequest.MAX_TEXT_LENGTH) {
            throw ProtocolException.badRequest(field + " has " + text.length() + " characters; at most "
                    + InferenceRequest.MAX_TEXT_LENGTH + " are allowed");
        }
        if (!Unicode.valid(text)) {
            throw ProtocolException.badRequest(field + " has an unpaired surrogate: it is not Unicode text");
        }
        return text;
    }

    /** Returns the call's id, null if absent. */
    static @Nullable String id(InferRequest request) {
        String id = request.id();
        if (id != null && (id.length() > InferenceRequest.MAX_ID_LENGTH || !Unicode.valid(id))) {
            throw ProtocolException.badRequest(
                    "'id' must be Unicode text of at most " + InferenceRequest.MAX_ID_LENGTH + " characters");
        }
        return id;
    }

    /** Returns a string parameter, null if absent. */
    static @Nullable String parameter(InferRequest request, String name) {
        Map<String, Object> parameters = request.parameters();
        Object value = parameters == null ? null : parameters.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String text && !text.isBlank() && Unicode.valid(text)) {
            return text;
        }
        throw ProtocolException.badRequest("'parameters." + name + "' must be a string that is not blank");
    }

    /**
     * Returns how long the call may wait for a worker: its parameter {@code deadline_ms}, if it is shorter than what the service allows.
     */
    static Duration deadline(InferRequest request, Duration most) {
        Map<String, Object> parameters = request.parameters();
        Object value = parameters == null ? null : parameters.get("deadline_ms");
        if (value == null) {
            return most;
        }
        if (value instanceof Integer millis && millis > 0) {
            Duration asked = Duration.ofMillis(millis);
            return asked.compareTo(most) < 0 ? asked : most;
        }
        throw ProtocolException.badRequest("'parameters.deadline_ms' must be a positive whole number of milliseconds");
    }
}
