package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.e2e.LedgerFile.Line;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error that we know of a provider, played to a caller: what he is told, and whether another key is asked. */
final class FailureClassesTest {
    /** They speak dialects of their own, so no chat goes there yet; their errors are tested at the classifier. */
    private static final Set<String> OTHER_DIALECTS = Set.of("fal_ai", "anthropic", "bedrock", "vertex");

    private static Stage stage;

    @BeforeAll
    static void start(@TempDir Path dir) {
        stage = new Stage(
                dir,
                all().map(Example::provider)
                        .distinct()
                        .filter(name -> !name.equals("ollama") && !name.equals("vllm"))
                        .flatMap(name -> Stream.of(
                                "KEYPOOL_PROVIDERS_" + name.toUpperCase(Locale.ROOT) + "_BASE_URL",
                                "{sandbox}/" + name + "/v1"))
                        .toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    record Example(String provider, int status, String failureClass, String body) {}

    /** What the caller is told when nothing is left, and whether another key is asked first. */
    private record Told(int status, String type, String code, boolean waits, boolean triesNext) {}

    private static Told told(String failureClass) {
        return switch (failureClass) {
            case "key_invalid", "key_no_credit" ->
                new Told(503, "service_unavailable_error", "provider_keys_unavailable", false, true);
            case "rate_limited" -> new Told(429, "rate_limit_error", "keys_exhausted", true, true);
            case "provider_overloaded" -> new Told(503, "service_unavailable_error", "provider_overloaded", true, true);
            case "provider_error" -> new Told(502, "api_error", "upstream_error", false, true);
            case "timeout" -> new Told(504, "timeout_error", "upstream_timeout", false, true);
            case "model_not_found" -> new Told(404, "invalid_request_error", "model_not_found", false, true);
            case "content_filter" -> new Told(400, "invalid_request_error", "content_filter", false, false);
            case "context_too_long" -> new Told(400, "invalid_request_error", "context_length_exceeded", false, false);
            case "caller_error" -> new Told(400, "invalid_request_error", "invalid_request", false, false);
            default -> throw new AssertionError(failureClass);
        };
    }

    static Stream<Example> all() {
        List<Example> examples = new ArrayList<>(List.of(
                // Classes of which the catalogue has no example of this dialect, and pages of proxies on the way.
                new Example("groq", 504, "timeout", "<html><body>504 Gateway Time-out</body></html>"),
                new Example("groq", 408, "timeout", "{\"error\":{\"message\":\"Request timed out\"}}"),
                new Example("openrouter", 403, "provider_error", "<!doctype html><title>Attention Required!</title>"),
                new Example("groq", 500, "provider_error", ""),
                new Example("groq", 401, "key_invalid", ""),
                new Example("mistral", 402, "key_no_credit", "Payment required"),
                new Example("groq", 400, "caller_error", "{\"error\":{\"message\":\"'temperature' is too high\"}}"),
                new Example(
                        "mistral",
                        422,
                        "caller_error",
                        "{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"Field required\"}]}"),
                new Example("groq", 413, "context_too_long", "<html>413 Request Entity Too Large</html>"),
                new Example("openrouter", 415, "caller_error", "{\"error\":{\"message\":\"No such type\"}}")));
        try (var in = FailureClassesTest.class.getResourceAsStream("/catalogue/error-examples.json")) {
            for (JsonNode e : Http.JSON.readTree(Objects.requireNonNull(in)))
                examples.add(new Example(
                        e.get("provider").asText(),
                        e.get("status").intValue(),
                        e.get("class").asText(),
                        text(e.get("body"))));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return examples.stream().filter(example -> !OTHER_DIALECTS.contains(example.provider()));
    }

    private static String text(JsonNode body) {
        return body.isTextual() && body.textValue().startsWith("<") ? body.textValue() : body.toString();
    }

    @Test
    void everyClassHasAnExample() {
        assertEquals(10, all().map(Example::failureClass).distinct().count());
    }

    /** One of each class and status; all of them in the long form. */
    static Stream<Example> played() {
        Set<String> kinds = new HashSet<>();
        boolean whole = System.getenv("KEYPOOL_TEST_LONG") != null;
        return all().filter(example -> kinds.add(example.failureClass() + example.status()) || whole);
    }

    @ParameterizedTest
    @MethodSource("played")
    void aKnownErrorIsToldAsItsClassSays(Example example) {
        Told told = told(example.failureClass());
        KeyBehaviour failing = KeyBehaviour.OK.fault(Fault.custom(example.status(), example.body()));
        try (Scene alone = new Scene(stage, example.provider(), 1).play(failing)) {
            Reply reply = alone.ask();
            assertTold(reply, told, example);
            Line row = alone.rows().getLast();
            assertEquals(example.failureClass(), row.result());
            assertEquals(example.status(), row.status());
            assertEquals(1, alone.rows().size());
            boolean blamed = told.triesNext() && !example.failureClass().equals("model_not_found");
            alone.assertKey(
                    alone.first(),
                    blamed ? "degraded" : "healthy",
                    blamed ? 1 : 0,
                    blamed ? example.failureClass() : null);
            boolean cools = Set.of("rate_limited", "key_no_credit").contains(example.failureClass());
            assertEquals(
                    cools, !alone.health(alone.first()).get("cooling_until").isNull());
        }
        try (Scene two = new Scene(stage, example.provider(), 2).play(failing)) {
            Reply reply = two.askStream();
            if (told.triesNext()) assertEquals(200, reply.status(), reply.text());
            else assertTold(reply, told, example);
            assertEquals(told.triesNext() ? 1 : 0, two.books(two.second()).received());
            two.assertSpotless(two.second());
        }
    }

    private static void assertTold(Reply reply, Told told, Example example) {
        assertEquals("application/json", reply.header("content-type"));
        assertFalse(reply.header("x-request-id").isEmpty());
        assertEquals(told.waits(), !reply.header("retry-after").isEmpty());
        boolean ofTheRequest = !told.triesNext() && Set.of(400, 413, 422).contains(example.status());
        assertEquals(ofTheRequest ? example.status() : told.status(), reply.status(), reply.text());
        if (ofTheRequest && reply.text().equals(example.body())) return; // as the provider wrote it
        JsonNode error = reply.json().get("error");
        assertEquals(told.type(), error.get("type").asText(), reply.text());
        assertFalse(error.get("message").asText().isBlank());
        assertFalse(error.get("message").asText().contains("<"), reply.text());
        if (!example.failureClass().equals("caller_error"))
            assertEquals(told.code(), error.get("code").asText());
        if (ofTheRequest) assertFalse(shapedLikeOurs(example), "it could have gone as it is");
    }

    private static boolean shapedLikeOurs(Example example) {
        try {
            return Http.JSON
                    .readTree(example.body())
                    .path("error")
                    .path("message")
                    .isTextual();
        } catch (IOException noJson) {
            return false;
        }
    }

    @Test
    void anErrorInsideOfA200IsAFailureLikeOthers() {
        String inChoice =
                "{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
                        + "\"finish_reason\":\"error\",\"error\":{\"code\":429,\"message\":\"Slow down\"}}]}";
        String finishAlone = "{\"id\":\"x\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + "\"content\":\"Half of\"},\"finish_reason\":\"error\"}]}";
        for (String body : List.of(inChoice, finishAlone)) {
            KeyBehaviour failing = KeyBehaviour.OK.fault(Fault.custom(200, body));
            try (Scene two = Scene.openRouter(stage, 2, failing)) {
                assertEquals(200, two.ask().status());
                String failureClass = body.equals(inChoice) ? "rate_limited" : "provider_error";
                assertEquals(failureClass, two.rows().getFirst().result());
                two.assertKey(two.first(), "degraded", 1, failureClass);
                FaultScenariosTest.assertGood(two.rows().getLast());
            }
        }
    }

    @Test
    void anErrorEventIsCuredBeforeTheFirstTokenAndEndsTheStreamBehindIt() {
        for (String provider : List.of("openrouter", "groq")) {
            Fault error = Fault.of(dev.keypool.sandbox.Mode.ERROR_IN_200);
            try (Scene two = new Scene(stage, provider, 2).play(KeyBehaviour.OK.fault(error))) {
                Reply first = two.askStream();
                assertTrue(Sse.of(first.text()).done(), first.text());
                assertEquals(2, two.rows().size());
            }
            try (Scene two = new Scene(stage, provider, 2).play(KeyBehaviour.OK.fault(error.afterChunks(2)))) {
                Reply middle = two.askStream();
                assertEquals(200, middle.status());
                JsonNode told = Sse.of(middle.text()).error();
                assertTrue(told != null && !middle.text().contains("[DONE]"), middle.text());
                assertEquals(1, two.rows().size());
                assertTrue(two.rows().getFirst().truncated());
                two.assertKey(two.first(), "degraded", 1, two.rows().getFirst().result());
            }
        }
    }

    @Test
    void aRejectedKeyNeverMakesTheCallerLookRejected() {
        for (int status : new int[] {401, 402, 403}) {
            KeyBehaviour failing = KeyBehaviour.OK.fault(
                    Fault.custom(status, "{\"error\":{\"message\":\"No\",\"code\":" + status + "}}"));
            try (Scene two = Scene.openRouter(stage, 2, failing).play(failing)) {
                two.play(two.second(), failing);
                for (Reply reply : List.of(two.ask(), two.askStream())) {
                    assertTrue(reply.status() == 503 || reply.status() == 429, reply.text());
                    assertEquals("", reply.header("www-authenticate"));
                }
            }
        }
    }

    @Test
    void noPartOfAKeyIsTold() {
        try (Scene alone = Scene.openRouter(stage, 1, KeyBehaviour.OK)) {
            String key = alone.first().credential();
            for (String part : List.of(key, key.substring(4), key.substring(20, 44), key.substring(0, 12) + "***")) {
                for (int status : new int[] {400, 401, 403, 404, 413, 429, 500, 503}) {
                    String body = "{\"error\":{\"message\":\"Bad: " + part + " (sent)\",\"code\":\"" + part + "\"}}";
                    alone.play(KeyBehaviour.OK.fault(Fault.custom(status, body)));
                    alone.resetHealth(alone.first());
                    Reply reply = alone.send(",\"include_route_trace\":true");
                    assertTrue(reply.status() >= 400, reply.text());
                    assertFalse(reply.text().contains(part), status + ": " + reply.text());
                    assertFalse(alone.health(alone.first()).toString().contains(part), "in the health overview");
                }
            }
        }
    }
}
