package dev.affix.standalone.demo;

import dev.affix.standalone.process.ChildSpec;
import dev.affix.standalone.process.Ports;
import dev.affix.standalone.process.Readiness;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How each process of a run is started: command, memory limits, addresses. */
final class Programs {
    private static final int PREFERRED_PAGE_PORT = 8083;
    private static final int SERVERS = 0;
    private static final int REGISTRY = 1;
    private static final int LOOP = 2;

    private final Installation installation;
    private final DataDirectory directory;
    private final HttpClient http;
    private final int brokerPort;
    private final int databasePort;
    private final int registryPort;
    private final int trainingPort;
    private final int inferencePort;
    private final int metricsPort;

    Programs(Installation installation, DataDirectory directory, Ports ports, HttpClient http) {
        this.installation = installation;
        this.directory = directory;
        this.http = http;
        this.brokerPort = ports.free();
        this.databasePort = ports.free();
        this.registryPort = ports.free();
        this.trainingPort = ports.free();
        this.inferencePort = ports.free();
        // The page's address is the one that people see.
        this.metricsPort = ports.freeOr(PREFERRED_PAGE_PORT);
    }

    Endpoints endpoints() {
        return new Endpoints(
                "127.0.0.1:" + brokerPort,
                "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres",
                url(registryPort),
                url(trainingPort),
                url(inferencePort),
                url(metricsPort));
    }

    ChildSpec broker() {
        return server("broker", "dev.affix.embedded.BrokerMain", brokerPort, "384m");
    }

    ChildSpec database() {
        return server("database", "dev.affix.embedded.DatabaseMain", databasePort, "64m");
    }

    ChildSpec registry() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", endpoints().database());
        environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        environment.put("QUARKUS_DATASOURCE_PASSWORD", "postgres");
        environment.put("AFFIX_REGISTRY_BLOBS", directory.folder("blobs").toString());
        return service("registry", REGISTRY, registryPort, "256m", environment);
    }

    ChildSpec training() {
        Map<String, String> environment = pyTorch();
        environment.put("AFFIX_TRAINING_STATE", directory.folder("training").toString());
        environment.put("AFFIX_TRAINING_THREADS", shareOfCores(2, ArmPreset.values().length));
        return service("training", LOOP, trainingPort, "1g", environment);
    }

    ChildSpec inference() {
        Map<String, String> environment = pyTorch();
        environment.put("AFFIX_INFERENCE_INSTANCE_ID", "standalone");
        environment.put("AFFIX_INFERENCE_THREADS", shareOfCores(4, 4));
        return service("inference", LOOP, inferencePort, "768m", environment);
    }

    ChildSpec metrics() {
        return service(
                "metrics",
                LOOP,
                metricsPort,
                "512m",
                Map.of(
                        "AFFIX_METRICS_STATE",
                        directory.folder("metrics").toString(),
                        "AFFIX_METRICS_REGISTRY_URL",
                        endpoints().registry()));
    }

    private Map<String, String> pyTorch() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("DJL_CACHE_DIR", installation.nativeLibraries().toString());
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        environment.put("OMP_NUM_THREADS", "1");
        return environment;
    }

    /** On two cores, training and inference get one thread each. */
    private static String shareOfCores(int divisor, int most) {
        int cores = Runtime.getRuntime().availableProcessors();
        return Integer.toString(Math.max(1, Math.min(most, cores / divisor)));
    }

    private ChildSpec server(String name, String mainClass, int port, String heap) {
        List<String> command = java(heap);
        // The broker says a lot at INFO; PostgreSQL's own log arrives at INFO.
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=" + (name.equals("broker") ? "warn" : "info"));
        command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS");
        command.addAll(List.of("-cp", installation.launcher().toString(), mainClass));
        command.addAll(List.of("--data-dir", directory.folder(name).toString(), "--port", Integer.toString(port)));
        return new ChildSpec(name, SERVERS, command, Map.of(), directory.freshLog(name), Readiness.line("READY"));
    }

    private ChildSpec service(String name, int tier, int port, String heap, Map<String, String> environment) {
        Path jar = installation.service(name);
        List<String> command = java(heap);
        command.addAll(List.of("-jar", jar.toString()));
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        all.put("KAFKA_BOOTSTRAP_SERVERS", endpoints().broker());
        all.put("QUARKUS_REST_CLIENT_REGISTRY_URL", endpoints().registry());
        return new ChildSpec(
                name,
                tier,
                command,
                all,
                directory.freshLog(name),
                Readiness.http(http, URI.create(url(port) + "/q/health/ready")));
    }

    private List<String> java(String heap) {
        return new ArrayList<>(List.of(
                installation.java().toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                // What takes long here is native code: the second compiler would cost a third of all processor time.
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                directory.mark()));
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
