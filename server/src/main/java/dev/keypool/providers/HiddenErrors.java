package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.FailureClass;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors that providers send with status 200: where they are, and which status they should have had. */
final class HiddenErrors {
    /** Words without one of which no answer is a hidden error; quoted as in JSON, so that a prompt cannot hold them. */
    private static final List<byte[]> SIGNS =
            List.of(bytes("\"error\""), bytes("\"success\""), bytes("\"blockReason\""), bytes("\"finishReason\""));

    private static final Map<String, Integer> STATUS_OF_WORD = Map.ofEntries(
            Map.entry("invalid_request_error", 400),
            Map.entry("INVALID_ARGUMENT", 400),
            Map.entry("authentication_error", 401),
            Map.entry("invalid_api_key", 401),
            Map.entry("UNAUTHENTICATED", 401),
            Map.entry("billing_error", 402),
            Map.entry("payment_required", 402),
            Map.entry("permission_error", 403),
            Map.entry("PERMISSION_DENIED", 403),
            Map.entry("not_found_error", 404),
            Map.entry("NOT_FOUND", 404),
            Map.entry("insufficient_quota", 429),
            Map.entry("rate_limit_error", 429),
            Map.entry("rate_limit_exceeded", 429),
            Map.entry("RESOURCE_EXHAUSTED", 429),
            Map.entry("api_error", 500),
            Map.entry("server_error", 500),
            Map.entry("INTERNAL", 500),
            Map.entry("UNAVAILABLE", 503),
            Map.entry("timeout_error", 504),
            Map.entry("DEADLINE_EXCEEDED", 504),
            Map.entry("overloaded_error", 529),
            // AWS's names, as exceptions inside a stream have them.
            Map.entry("validationException", 400),
            Map.entry("serviceQuotaExceededException", 400),
            Map.entry("accessDeniedException", 403),
            Map.entry("resourceNotFoundException", 404),
            Map.entry("modelTimeoutException", 408),
            Map.entry("modelErrorException", 424),
            Map.entry("modelStreamErrorException", 424),
            Map.entry("throttlingException", 429),
            Map.entry("modelNotReadyException", 429),
            Map.entry("internalServerException", 500),
            Map.entry("serviceUnavailableException", 503));

    private static final List<String> STATUS_PLACES = List.of(
            "/error/code", "/error/status", "/error/type", "/code", "/status", "/type", "/error/metadata/error_type");

    private HiddenErrors() {}

    /** Quick look that a good answer pays: one pass that stops at quotes only. */
    static boolean possible(byte[] body) {
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '"' && isSign(body, i)) return true;
        }
        return false;
    }

    /** The part of an answer that is an error, in the shape {@code {"error": …}}; null when it is a good answer. */
    static @Nullable JsonNode in(JsonNode answer) {
        if (says(answer.path("error"))) return answer;
        for (String place : List.of("/choices/0/error", "/x_groq/error", "/response/error")) {
            if (says(answer.at(place))) return wrapped(answer.at(place));
        }
        boolean failed =
                answer.path("success").isBoolean() && !answer.path("success").booleanValue();
        boolean named =
                is(answer.path("object")) || is(answer.path("type")) || is(answer.at("/choices/0/finish_reason"));
        return failed || named ? answer : null;
    }

    /** The status that the error names by number or by word, 0 when it names none. */
    static int status(ErrorBody error) {
        return STATUS_PLACES.stream()
                .map(error::value)
                .mapToInt(v -> v == null ? 0 : status(v))
                .filter(s -> s != 0)
                .findFirst()
                .orElse(0);
    }

    /** The status that an error of that class should have had. */
    static int status(FailureClass failureClass) {
        return switch (failureClass) {
            case KEY_INVALID -> 401;
            case KEY_NO_CREDIT -> 402;
            case RATE_LIMITED -> 429;
            case PROVIDER_OVERLOADED -> 503;
            case PROVIDER_ERROR -> 502;
            case TIMEOUT -> 504;
            case CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG -> 400;
            case MODEL_NOT_FOUND -> 404;
        };
    }

    private static int status(String value) {
        if (value.matches("[45]\\d\\d")) return Integer.parseInt(value);
        return STATUS_OF_WORD.getOrDefault(value, 0);
    }

    private static boolean says(JsonNode error) {
        return (error.isObject() && !error.isEmpty())
                || (error.isTextual() && !error.textValue().isBlank());
    }

    private static boolean is(JsonNode kind) {
        return "error".equals(kind.textValue());
    }

    private static ObjectNode wrapped(JsonNode error) {
        return JsonNodeFactory.instance.objectNode().set("error", error);
    }

    private static boolean isSign(byte[] body, int at) {
        for (byte[] sign : SIGNS) {
            if (startsWith(body, at, sign)) return true;
        }
        return false;
    }

    private static boolean startsWith(byte[] body, int at, byte[] sign) {
        if (body.length - at < sign.length) return false;
        for (int i = 1; i < sign.length; i++) {
            if (body[at + i] != sign[i]) return false;
        }
        return true;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
