package dev.affix.k8s;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a typed model took in without knowing it: the models keep unknown fields instead of refusing them. */
final class UnknownFields {
    private final List<String> found = new ArrayList<>();

    private UnknownFields() {}

    /** Returns the paths of fields that no model class declares. */
    static List<String> of(Object model) {
        UnknownFields fields = new UnknownFields();
        fields.walk(model, model.getClass().getSimpleName());
        return fields.found;
    }

    private void walk(@Nullable Object value, String path) {
        if (value instanceof Collection<?> collection) {
            int i = 0;
            for (Object element : collection) {
                walk(element, path + "[" + i++ + "]");
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> walk(element, path + "." + key));
        } else if (value != null && isModel(value)) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getParameterCount() == 0
                        && method.getName().startsWith("get")
                        && !method.getName().equals("getClass")
                        && method.getDeclaringClass() != Object.class) {
                    Object child = invoke(method, value);
                    if (method.getName().equals("getAdditionalProperties")) {
                        if (child instanceof Map<?, ?> extra) {
                            extra.keySet().forEach(key -> found.add(path + "." + key));
                        }
                    } else {
                        walk(child, path + "." + method.getName().substring(3));
                    }
                }
            }
        }
    }

    private static boolean isModel(Object value) {
        String name = value.getClass().getName();
        return !(value instanceof Enum)
                && (name.startsWith("io.fabric8.kubernetes.api.model.") || name.startsWith("io.strimzi.api."));
    }

    private static @Nullable Object invoke(Method method, Object target) {
        try {
            return method.invoke(target);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method.toString(), e);
        }
    }
}
