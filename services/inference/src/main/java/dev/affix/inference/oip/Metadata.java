package dev.affix.inference.oip;

import dev.affix.inference.follow.TopicFollower;
import dev.affix.inference.generation.TextModel;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.stream.RequestStream;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What the protocol says of server and models, over REST and gRPC. Thread-safe. */
@ApplicationScoped
public class Metadata {
    private static final String PLATFORM = "affix_prefix";

    private final Rosters rosters;
    private final Readiness readiness;
    private final RequestStream stream;
    private final TopicFollower follower;
    private final TextModel texts;
    private final String version;

    /** The server. */
    public record Server(String name, String version, List<String> extensions) {}

    /** A model. */
    public record Model(
            String name,
            List<String> versions,
            String platform,
            List<TensorMetadata> inputs,
            List<TensorMetadata> outputs,
            Map<String, Object> parameters) {}

    /** A tensor; a dimension of -1 has any size. */
    public record TensorMetadata(String name, String datatype, List<Long> shape) {}

    Metadata(
            Rosters rosters,
            Readiness readiness,
            RequestStream stream,
            TopicFollower follower,
            TextModel texts,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.rosters = rosters;
        this.readiness = readiness;
        this.stream = stream;
        this.follower = follower;
        this.texts = texts;
        this.version = version;
    }

    Server server() {
        return new Server("affix-inference", version, texts.generates() ? List.of("generate") : List.of());
    }

    boolean live() {
        return stream.healthy() && follower.alive();
    }

    /** Whether every running experiment can answer. */
    boolean ready() {
        return readiness.problem().isEmpty();
    }

    /**
     * Returns a model that can answer.
     *
     * @param asked the version, null for any
     * @throws ProtocolException 404 if there is none of that name or version, 503 if it cannot answer yet
     */
    Model model(String model, @Nullable String asked) {
        Roster roster = rosters.current();
        List<String> labels = Selection.labelsOrNone(roster, model);
        List<String> versions = Selection.versions(roster, model);
        if (asked != null && !versions.contains(asked)) {
            throw ProtocolException.notFound("Model '" + model + "' has no version '" + asked
                    + "' that answers now, only " + versions + "; name another by parameters.adapter");
        }
        if (labels.isEmpty()) {
            // What the generate extension takes and gives.
            return new Model(
                    model,
                    versions,
                    PLATFORM,
                    List.of(new TensorMetadata("text_input", "BYTES", List.of(1L))),
                    List.of(new TensorMetadata("text_output", "BYTES", List.of(1L))),
                    Map.of());
        }
        return new Model(
                model,
                versions,
                PLATFORM,
                List.of(new TensorMetadata("text", "BYTES", List.of(-1L))),
                List.of(
                        new TensorMetadata("label", "BYTES", List.of(-1L)),
                        new TensorMetadata("log_probabilities", "FP32", List.of(-1L, (long) labels.size()))),
                Map.of("labels", labels));
    }
}
