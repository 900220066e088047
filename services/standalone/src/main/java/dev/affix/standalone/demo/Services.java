package dev.affix.standalone.demo;

import java.net.http.HttpClient;

/**
 * The services' clients.
 *
 * @param broker Kafka's bootstrap address
 * @param registry the registry's
 * @param training training's
 * @param metrics metrics', about the experiment
 * @param control metrics', about the A/A control
 */
record Services(
        String broker, RegistryClient registry, TrainingClient training, MetricsClient metrics, MetricsClient control) {
    static Services at(Endpoints endpoints, HttpClient http, String experiment) {
        return new Services(
                endpoints.broker(),
                new RegistryClient(http, endpoints.registry()),
                new TrainingClient(http, endpoints.training(), experiment),
                new MetricsClient(http, endpoints.metrics(), experiment),
                new MetricsClient(http, endpoints.metrics(), DemoExperiment.controlName(experiment)));
    }
}
