package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Short ways to have something translated. JSON may be written with single quotes. */
final class Said {
    private Said() {}

    static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static Translation request(Dialect client, Dialect provider, String model, String json) {
        return Translator.between(client, provider)
                .orElseThrow()
                .request(bytes(json), model, Goldens.CREATED, Goldens.ids());
    }

    static Translation.Ready ready(Dialect client, Dialect provider, String model, String json) {
        return switch (request(client, provider, model, json)) {
            case Translation.Ready ready -> ready;
            case Translation.Refused refused -> throw new AssertionError(refused.sentence());
        };
    }

    static Translation.Refused refused(Dialect client, Dialect provider, String json) {
        return switch (request(client, provider, "some-model", json)) {
            case Translation.Refused refused -> refused;
            case Translation.Ready ready -> throw new AssertionError(Goldens.text(ready.body()));
        };
    }

    static ObjectNode body(Translation.Ready ready) {
        return Goldens.json(ready.body());
    }

    static JsonNode json(String json) {
        return Goldens.json(bytes(json));
    }
}
