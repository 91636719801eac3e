package dev.keypool.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads a {@link Sdk.Person} where the client hands over JSON. */
final class Persons {
    /** The schema as JSON, for clients that take it so. */
    static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
            + "\"age\":{\"type\":\"integer\"}},\"required\":[\"name\",\"age\"],\"additionalProperties\":false}";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Persons() {}

    static JsonNode tree(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }

    static Sdk.Person read(String json) throws JsonProcessingException {
        return JSON.readValue(json, Sdk.Person.class);
    }
}
