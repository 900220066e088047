package dev.affix.k8s;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** What the services' code says of itself: ports, probe paths, environment names. */
final class Services {
    /** The configuration interface of each service. */
    static final Map<String, String> CONFIG = Map.of(
            "registry", "dev.affix.registry.config.RegistryConfig",
            "training", "dev.affix.training.config.TrainingConfig",
            "inference", "dev.affix.inference.config.InferenceConfig",
            "metrics", "dev.affix.metrics.config.MetricsConfig");

    /** Names that the java launcher, Quarkus, DJL, PyTorch and OpenMP define. */
    private static final Set<String> OF_LIBRARIES = Set.of(
            "QUARKUS_HTTP_HOST",
            "QUARKUS_DATASOURCE_JDBC_URL",
            "QUARKUS_DATASOURCE_USERNAME",
            "QUARKUS_DATASOURCE_PASSWORD",
            "QUARKUS_REST_CLIENT_REGISTRY_URL",
            "KAFKA_BOOTSTRAP_SERVERS",
            "JDK_JAVA_OPTIONS",
            "DJL_CACHE_DIR",
            "OMP_NUM_THREADS",
            "PYTORCH_LIBRARY_PATH",
            "PYTORCH_VERSION",
            "PYTORCH_FLAVOR");

    private Services() {}

    /** Returns the port a service listens on. */
    static int port(String service) throws IOException {
        return Integer.parseInt(properties(service).getProperty("quarkus.http.port"));
    }

    /** Returns the environment names a service understands. */
    static Set<String> environment(String service) throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>(OF_LIBRARIES);
        Class<?> config = Class.forName(Objects.requireNonNull(CONFIG.get(service)));
        collect(config, config.getAnnotation(ConfigMapping.class).prefix(), names);
        return names;
    }

    private static void collect(Class<?> type, String prefix, Set<String> names) {
        for (Method method : type.getMethods()) {
            WithName named = method.getAnnotation(WithName.class);
            String name = prefix + "." + (named == null ? kebab(method.getName()) : named.value());
            if (method.getReturnType().isInterface()
                    && method.getReturnType().getName().startsWith("dev.affix.")) {
                collect(method.getReturnType(), name, names);
            } else {
                names.add(name.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT));
            }
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** Returns a service's application.properties. */
    static Properties properties(String service) throws IOException {
        List<URL> all = Collections.list(Services.class.getClassLoader().getResources("application.properties"));
        for (URL url : all) {
            if (url.toString().contains("affix-" + service) || url.toString().contains("/" + service + "/target/")) {
                Properties properties = new Properties();
                try (InputStream in = url.openStream()) {
                    properties.load(in);
                }
                return properties;
            }
        }
        throw new IllegalStateException("no application.properties of " + service + " among " + all);
    }
}
