package dev.affix.inference;

import dev.affix.inference.config.StartRefusedException;
import dev.affix.inference.engine.Engine;
import dev.affix.inference.follow.TopicFollower;
import dev.affix.inference.kafka.TopicCheck;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.stream.RequestStream;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * The order of things. Start: topics checked, backbone loaded and warm, experiments and adapters followed, requests
 * consumed once the gate opens. Stop: requests first (the batch in hand is committed), the engine last.
 */
@ApplicationScoped
public class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);

    private final TopicCheck topics;
    private final Engine engine;
    private final Readiness readiness;
    private final TopicFollower follower;
    private final RequestStream stream;

    Lifecycle(TopicCheck topics, Engine engine, Readiness readiness, TopicFollower follower, RequestStream stream) {
        this.topics = topics;
        this.engine = engine;
        this.readiness = readiness;
        this.follower = follower;
        this.stream = stream;
    }

    void start(@Observes StartupEvent event) {
        try {
            topics.run();
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
        engine.close();
    }
}
