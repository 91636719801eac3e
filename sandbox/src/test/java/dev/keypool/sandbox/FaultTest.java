package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that show before the body, and when faults happen. */
class FaultTest extends SandboxCase {
    FaultTest() throws IOException {}

    @ParameterizedTest
    @CsvSource({
        "INVALID, openrouter, 401, /error/metadata/error_type, authentication",
        "INVALID, groq, 401, /error/code, invalid_api_key",
        "NO_CREDIT, openrouter, 402, /error/metadata/error_type, payment_required",
        "NO_CREDIT, openai, 402, /error/code, insufficient_quota",
        "RATE_LIMITED, openrouter, 429, /error/metadata/error_type, rate_limit_exceeded",
        "RATE_LIMITED, groq, 429, /error/code, rate_limit_exceeded",
        "ERROR_500, openai, 500, /error/type, server_error",
        "ERROR_503, openai, 503, /error/code, service_unavailable",
        "OVERLOADED, openrouter, 503, /error/code, 503",
        "OVERLOADED, anthropic, 529, /error/code, overloaded",
        "CONTEXT_TOO_LONG, openai, 400, /error/code, context_length_exceeded",
        "CONTENT_FILTER, openai, 400, /error/code, content_filter",
        "CONTENT_FILTER, openrouter, 400, /error/metadata/error_type, content_policy_violation",
        "MODEL_NOT_FOUND, openai, 404, /error/code, model_not_found",
        "TOO_LARGE, openai, 413, /error/code, request_too_large"
    })
    void aRefusalSpeaksTheDialectOfThePlayedProvider(
            Mode mode, String provider, int status, String pointer, String value) {
        fault(Fault.of(mode));
        HttpResponse<String> response = client.chat(provider, KEY);
        assertEquals(status, response.statusCode());
        assertEquals(value, Client.json(response).at(pointer).asText(), response.body());
        assertEquals(1, books().refused(mode.wire()));
        assertEquals(0, books().invoiceNanos());
        assertEquals(status, client.stream(provider, KEY).statusCode());
    }

    @Test
    void aRateLimitCarriesRetryAfterInAnySpellingOrNone() {
        fault(Fault.of(Mode.RATE_LIMITED));
        assertTrue(client.chat("groq", KEY).headers().firstValue("retry-after").isEmpty());
        fault(Fault.of(Mode.RATE_LIMITED)
                .retryAfter("Mon, 23 Nov 2026 12:00:10 GMT")
                .header("retry-after-ms", "150"));
        HttpResponse<String> response = client.chat("groq", KEY);
        assertEquals(
                "Mon, 23 Nov 2026 12:00:10 GMT",
                response.headers().firstValue("retry-after").orElse(""));
        assertEquals("150", response.headers().firstValue("retry-after-ms").orElse(""));
    }

    @Test
    void aCustomFaultAnswersWhatItWasTold() {
        fault(Fault.custom(412, "{\"error\":{\"message\":\"Account suspended\"}}"));
        HttpResponse<String> response = client.chat("fireworks", KEY);
        assertEquals(412, response.statusCode());
        assertEquals(
                "Account suspended", Client.json(response).at("/error/message").asText());
    }

    @Test
    void aResetIsAResetOfTheConnection() throws IOException {
        fault(Fault.of(Mode.RESET));
        try (Socket socket = client.open("groq", KEY, "")) {
            assertThrows(SocketException.class, () -> Client.readToEnd(socket));
        }
        assertEquals(1, books().refused("reset"));
    }

    @Test
    void aSilentKeyNeverAnswersAndItsCallIsInFlightUntilTheClientLeaves() throws IOException {
        fault(Fault.of(Mode.SILENT));
        try (Socket socket = client.open("groq", KEY, "")) {
            sandbox.awaitBooks(KEY, books -> books.received() == 1, PATIENCE);
            assertEquals(1, books().inFlight());
            assertEquals(0, socket.getInputStream().available());
        }
        assertEquals(1, quietBooks().refused("silent"));
    }

    @Test
    void aSlowKeyAnswersAfterItsDelay() {
        fault(Fault.of(Mode.SLOW).delayMs(30));
        assertEquals(200, client.chat("groq", KEY).statusCode());
        assertEquals(1, books().answered());
    }

    @Test
    void aCallerWhoLosesPatienceWithASlowKeyIsNotBilled() throws IOException {
        fault(Fault.of(Mode.SLOW).delayMs(600_000));
        try (Socket socket = client.open("groq", KEY, "")) {
            sandbox.awaitBooks(KEY, books -> books.received() == 1, PATIENCE);
            assertEquals(0, socket.getInputStream().available());
        }
        Books books = quietBooks();
        assertEquals(1, books.counts().abortedByClient());
        assertEquals(0, books.invoiceNanos());
    }

    @Test
    void latencyPrecedesRefusalsToo() {
        sandbox.configure(KEY, KeyBehaviour.OK.mode(Mode.ERROR_500).latencyMs(20));
        assertEquals(500, client.chat("groq", KEY).statusCode());
        assertEquals(0, books().inFlight());
    }

    @Test
    void aFaultCanBeForTheNextCallsOnly() {
        fault(Fault.of(Mode.ERROR_500).times(2));
        assertEquals("500 500 200 200", statuses(4));
    }

    @Test
    void aFaultCanEndAtAMoment() {
        fault(Fault.of(Mode.ERROR_503).until(clock.instant().plusSeconds(60)));
        clock.advance(Duration.ofMillis(59_999));
        assertEquals("503", statuses(1));
        clock.advance(Duration.ofMillis(1));
        assertEquals("200", statuses(1));
    }

    @Test
    void aFlappingProviderFailsOnEachSecondCall() {
        fault(Fault.of(Mode.ERROR_503).every(2));
        assertEquals("200 503 200 503", statuses(4));
    }

    @Test
    void aProbabilityIsDrawnAnewForEachCallAndTheSameInEachRun() {
        Fault coin = Fault.of(Mode.ERROR_500).when(new When(null, null, null, 1, 0.5));
        fault(coin);
        String first = statuses(40);
        assertTrue(first.contains("200") && first.contains("500"), first);
        sandbox.reset();
        fault(coin);
        assertEquals(first, statuses(40));
    }

    @Test
    void setAgainAFaultBeginsAnew() {
        fault(Fault.of(Mode.ERROR_500).times(1));
        assertEquals("500 200", statuses(2));
        fault(Fault.of(Mode.ERROR_500).times(1));
        assertEquals("500 200", statuses(2));
        assertEquals(2, books().refused("error_500"), "the books go on");
    }

    @Test
    void anInvalidKeyIsRefusedEverywhereAndOtherFaultsOnlyInChats() {
        fault(Fault.of(Mode.INVALID));
        assertEquals(401, models());
        fault(Fault.of(Mode.ERROR_500));
        assertEquals(200, models());
        fault(Fault.of(Mode.ERROR_500).on(Calls.OTHER));
        assertEquals(500, models());
        assertEquals("200", statuses(1));
        fault(Fault.of(Mode.BROKEN_STREAM).on(Calls.ALL));
        assertEquals(200, models(), "a fault of bodies does not concern other calls");
    }

    @Test
    void anErrorInsideA200IsInTheFirstChoiceAtOpenRouterAndOnTopElsewhere() {
        fault(Fault.of(Mode.ERROR_IN_200));
        JsonNode choice = Client.json(client.chat("openrouter", KEY)).at("/choices/0");
        assertEquals("error", choice.path("finish_reason").asText());
        assertEquals(502, choice.at("/error/code").asInt());
        HttpResponse<String> other = client.chat("groq", KEY);
        assertEquals(200, other.statusCode());
        assertEquals("upstream_error", Client.json(other).at("/error/code").asText());
        assertEquals(0, books().invoiceNanos());
        assertEquals(2, books().refused("error_in_200"));
        assertFalse(books().answered() > 0);
    }

    private int models() {
        return client.get("/groq/v1/models", "Authorization", "Bearer " + KEY).statusCode();
    }

    private String statuses(int calls) {
        return String.join(
                " ",
                IntStream.range(0, calls)
                        .mapToObj(i -> Integer.toString(client.chat("groq", KEY).statusCode()))
                        .toList());
    }
}
