package dev.affix.metrics.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.affix.contracts.Json;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Gives the API's JSON the form of the contracts. */
@Singleton
public class JsonCustomizer implements ObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        Json.configure(mapper);
    }
}
