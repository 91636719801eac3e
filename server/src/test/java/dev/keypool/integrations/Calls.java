package dev.keypool.integrations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Call;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Scope;
import java.util.Map;
import java.util.Set;

/** Requests as the control plane hands them over. */
final class Calls {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    static final Call EMPTY = of(1);

    private Calls() {}

    static Call of(long brand) {
        var caller = new Caller(
                new BrandId(brand),
                Caller.Kind.CLIENT,
                "cli_" + brand,
                Set.of(Scope.INTEGRATIONS_READ, Scope.INTEGRATIONS_WRITE));
        return new Call(caller, "req-1", "192.0.2.7", Map.of(), Map.of(), Map.of(), object("{}"));
    }

    static Call id(Call call, long id) {
        return new Call(
                call.caller(),
                call.requestId(),
                call.remoteAddress(),
                Map.of("id", Long.toString(id)),
                call.query(),
                call.headers(),
                call.body());
    }

    /** The name in the path. */
    static Call named(Call call, String name) {
        return new Call(
                call.caller(),
                call.requestId(),
                call.remoteAddress(),
                Map.of("name", name),
                call.query(),
                call.headers(),
                call.body());
    }

    static Call query(Call call, Map<String, String> query) {
        return new Call(
                call.caller(), call.requestId(), call.remoteAddress(), call.path(), query, call.headers(), call.body());
    }

    static Call header(Call call, String name, String value) {
        return new Call(
                call.caller(),
                call.requestId(),
                call.remoteAddress(),
                call.path(),
                call.query(),
                Map.of(name, value),
                call.body());
    }

    static Call body(Call call, String json) {
        return new Call(
                call.caller(),
                call.requestId(),
                call.remoteAddress(),
                call.path(),
                call.query(),
                call.headers(),
                object(json));
    }

    /** JSON with single quotes, as an object. */
    static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
