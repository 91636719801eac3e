package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorTableTest {
    @Test
    void everyKindHasItsDocumentedStatus() {
        Map<Kind, Integer> wanted = new EnumMap<>(Map.of(
                Kind.INVALID_JSON, 422,
                Kind.UNAUTHENTICATED, 401,
                Kind.FORBIDDEN, 403,
                Kind.NOT_FOUND, 404,
                Kind.METHOD_NOT_ALLOWED, 405,
                Kind.NOT_ACCEPTABLE, 406,
                Kind.CONFLICT, 409,
                Kind.PRECONDITION_FAILED, 412,
                Kind.TOO_LARGE, 413,
                Kind.UNSUPPORTED_MEDIA_TYPE, 415));
        wanted.putAll(Map.of(Kind.GONE, 410, Kind.INVALID, 422, Kind.TOO_MANY_REQUESTS, 429, Kind.UNAVAILABLE, 503));
        Map<Kind, Integer> got = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) got.put(kind, ErrorTable.status(kind));
        assertEquals(wanted, got);
    }

    @Test
    void statusesThatNeedAHeaderHaveOne() {
        assertEquals(
                Map.of("WWW-Authenticate", "Bearer"),
                answer(Kind.UNAUTHENTICATED, Map.of()).headers());
        assertEquals(
                Map.of("Retry-After", "5"), answer(Kind.UNAVAILABLE, Map.of()).headers());
        assertEquals(
                Map.of("Retry-After", "30"),
                answer(Kind.UNAVAILABLE, Map.of("Retry-After", "30")).headers());
        assertEquals(Map.of(), answer(Kind.CONFLICT, Map.of()).headers());
    }

    @Test
    void theDetailOf422IsAlwaysAList() {
        assertEquals(
                "{\"success\":false,\"error\":\"The provider refuses the key.\",\"code\":\"credential_rejected\","
                        + "\"detail\":[{\"loc\":[\"body\"],\"msg\":\"The provider refuses the key.\","
                        + "\"type\":\"credential_rejected\"}],\"request_id\":\"r1\"}",
                Json.text(ErrorTable.answer(
                                new Refusal(Kind.INVALID, "credential_rejected", "The provider refuses the key."), "r1")
                        .body()));
    }

    private static Answer answer(Kind kind, Map<String, String> headers) {
        return ErrorTable.answer(new Refusal(kind, "some_code", "A sentence.", List.of(), headers), "r1");
    }
}
