package dev.affix.registry.endpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.affix.contracts.Json;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Answers are written as the contracts' JSON. */
@Singleton
final class ContractJson implements ObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        Json.configure(mapper);
    }
}
