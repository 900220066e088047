package dev.affix.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.affix.embedded.FreePorts;
import dev.affix.observability.Dashboards;
import dev.affix.observability.grafana.Dashboard;
import dev.affix.observability.grafana.Panel;
import dev.affix.observability.grafana.Variable;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Prometheus that reads the services of a running loop. Not thread-safe. */
final class ScrapedLoop implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

    private final Process process;
    private final String address;
    private final HttpClient http = HttpClient.newHttpClient();

    private ScrapedLoop(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Returns the executable on the PATH; {@code .ci/run} installs it. */
    static Optional<Path> executable() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts it, with the rules that Affix ships, and waits until every service was read some times. */
    static ScrapedLoop start(Path executable, Path folder, Path rules, Map<String, String> services)
            throws IOException {
        Files.createDirectories(folder);
        StringBuilder config = new StringBuilder("global: {scrape_interval: 1s, evaluation_interval: 1s}\n")
                .append("rule_files: ['" + rules + "']\n")
                .append("scrape_configs:\n- job_name: affix\n  metrics_path: /q/metrics\n  static_configs:\n");
        services.forEach((service, url) -> config.append(
                "  - {targets: ['" + URI.create(url).getAuthority() + "'], labels: {service: " + service + "}}\n"));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
        String listen = "127.0.0.1:" + FreePorts.probe(1).get(0);
        Process process = new ProcessBuilder(
                        executable.toString(),
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + listen)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        ScrapedLoop loop = new ScrapedLoop(process, "http://" + listen);
        try {
            LaunchedDemo.await(Duration.ofSeconds(60)).until(() -> loop.scraped(services.size()));
            return loop;
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    private boolean scraped(int services) throws IOException, InterruptedException {
        try {
            // While it starts it answers in words.
            if (send("/-/ready").statusCode() != 200) {
                return false;
            }
            JsonNode counts = get("/api/v1/query?query=" + encoded("count_over_time(up[1m]) > 7 and up == 1"));
            return counts.at("/data/result").size() == services;
        } catch (ConnectException e) {
            return false;
        }
    }

    /**
     * Runs every query of every dashboard, with variables filled in.
     *
     * @return what failed or had no answer: dashboard, panel, query
     */
    List<String> unanswered(Map<String, String> variables) throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>();
        for (Dashboard dashboard : Dashboards.all()) {
            for (Variable variable : dashboard.templating().list()) {
                Matcher query = LABEL_VALUES.matcher(filled(variable.query(), variables));
                if (!query.matches()) {
                    problems.add(dashboard.title() + ": " + variable.query());
                    continue;
                }
                JsonNode values = get("/api/v1/label/" + query.group(2) + "/values?match[]=" + encoded(query.group(1)));
                if (values.path("data").isEmpty()) {
                    problems.add(dashboard.title() + ": " + variable.name() + " has no values");
                }
            }
            for (Panel panel : dashboard.panels()) {
                for (Panel.Target target : panel.targets()) {
                    JsonNode answer = get("/api/v1/query?query=" + encoded(filled(target.expr(), variables)));
                    if (!answer.path("status").asText().equals("success")
                            || answer.at("/data/result").isEmpty()) {
                        problems.add(dashboard.title() + ": " + panel.title() + ": " + target.expr() + ": "
                                + answer.path("error").asText("no answer"));
                    }
                }
            }
        }
        return problems;
    }

    /** Returns the rules that Prometheus could not evaluate. */
    List<String> brokenRules() throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        for (JsonNode group : get("/api/v1/rules").at("/data/groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (!rule.path("health").asText().equals("ok")) {
                    broken.add(rule.path("name").asText() + ": "
                            + rule.path("lastError").asText());
                }
            }
        }
        return broken;
    }

    private static String filled(String query, Map<String, String> variables) {
        String filled = query.replace("$__rate_interval", "10s");
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            filled = filled.replace("$" + variable.getKey(), variable.getValue());
        }
        return filled;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(path).body());
    }

    private HttpResponse<byte[]> send(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
