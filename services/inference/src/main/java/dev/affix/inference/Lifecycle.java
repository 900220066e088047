package dev.affix.inference;

import dev.affix.inference.answering.Answering;
import dev.affix.inference.engine.Engine;
import dev.affix.inference.follow.TopicFollower;
import dev.affix.inference.generation.Writing;
import dev.affix.inference.kafka.Clients;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.stream.RequestStream;
import dev.affix.kafka.StartRefusedException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * The order of things. Start: topics checked, backbone loaded and warm, experiments and adapters followed, requests
 * consumed once the gate opens. Stop: requests first (the batches in hand are committed), the engine last.
 */
@ApplicationScoped
public class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final Clients clients;
    private final Engine engine;
    private final Answering answering;
    private final Writing writing;
    private final Readiness readiness;
    private final TopicFollower follower;
    private final RequestStream stream;

    Lifecycle(
            Clients clients,
            Engine engine,
            Answering answering,
            Writing writing,
            Readiness readiness,
            TopicFollower follower,
            RequestStream stream) {
        this.clients = clients;
        this.engine = engine;
        this.answering = answering;
        this.writing = writing;
        this.readiness = readiness;
        this.follower = follower;
        this.stream = stream;
    }

    void start(@Observes StartupEvent event) {
        try {
            clients.checkTopics();
            engine.open();
        } catch (StartRefusedException e) {
            LOG.error(e.getMessage());
            LOG.debug("Not started", e);
            // Quarkus prints only this exception's message and exits with code 1.
            throw new ConfigurationException("affix-inference did not start.");
        }
        readiness.warm();
        follower.start();
        stream.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stream.stop();
        follower.stop();
        // First: whoever still waits for a text must hear that there will be none.
        writing.close();
        answering.close();
        engine.close();
    }
}
