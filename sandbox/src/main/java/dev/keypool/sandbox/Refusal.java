package dev.keypool.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is an error. Immutable.
 *
 * @param reason the word in the books
 * @param type what went wrong, in OpenRouter's words ({@code metadata.error_type})
 * @param code the same in OpenAI's ({@code error.code})
 * @param body the whole body; null: the played provider's usual shape
 */
record Refusal(
        String reason,
        int status,
        String type,
        String code,
        String message,
        Map<String, String> headers,
        @Nullable String body) {
    static Refusal unknownKey() {
        return plain("unknown_key", 401, "authentication", "invalid_api_key", "Incorrect API key provided.");
    }

    static Refusal missingKey() {
        return plain("missing_key", 401, "authentication", "invalid_api_key", "No auth credentials found.");
    }

    static Refusal badRequest(String sentence) {
        return plain("bad_request", 400, "invalid_request", "invalid_request", sentence);
    }

    static Refusal badSignature(String sentence) {
        return plain("bad_signature", 403, "permission_denied", "bad_signature", sentence);
    }

    static Refusal notFound(String method, String path) {
        String sentence = "No route for " + method + " " + path
                + ". The sandbox plays the calls of its README and any GET below a provider's name.";
        return plain("not_found", 404, "not_found", "unknown_url", sentence);
    }

    static Refusal outOfCredit() {
        return plain(
                "out_of_credit", 402, "payment_required", "insufficient_quota", "Insufficient credits for this key.");
    }

    /**
     * @param waitMicros until the first call of the last minute has left it
     * @param freeAtMillis that moment, milliseconds since 1970
     */
    static Refusal overLimit(int limit, long waitMicros, long freeAtMillis) {
        Map<String, String> headers = Map.of(
                "Retry-After", Long.toString(Math.max(1, Math.ceilDiv(waitMicros, 1_000_000L))),
                "X-RateLimit-Limit", Integer.toString(limit),
                "X-RateLimit-Remaining", "0",
                "X-RateLimit-Reset", Long.toString(freeAtMillis));
        String message = "Rate limit exceeded: " + limit + " requests per minute.";
        return new Refusal("rate_limited", 429, "rate_limit_exceeded", "rate_limit_exceeded", message, headers, null);
    }

    private static Refusal plain(String reason, int status, String type, String code, String message) {
        return new Refusal(reason, status, type, code, message, Map.of(), null);
    }

    /** What that fault answers; null when the fault is not a refusal. */
    static @Nullable Refusal of(Fault fault, Played played) {
        return switch (fault.mode()) {
            case INVALID -> of(fault, 401, "authentication", "invalid_api_key", "Incorrect API key provided.");
            case NO_CREDIT -> of(fault, 402, "payment_required", "insufficient_quota", "Insufficient credits.");
            case RATE_LIMITED -> of(fault, 429, "rate_limit_exceeded", "rate_limit_exceeded", "Rate limit exceeded.");
            case ERROR_500 -> of(fault, 500, "server", "internal_error", "The server had an error.");
            case ERROR_503 -> of(fault, 503, "provider_unavailable", "service_unavailable", "Service unavailable.");
            case OVERLOADED ->
                of(fault, played.overloadedStatus(), "provider_overloaded", "overloaded", "The model is overloaded.");
            case CONTEXT_TOO_LONG ->
                of(
                        fault,
                        400,
                        "context_length_exceeded",
                        "context_length_exceeded",
                        "This model's maximum context length is 8192 tokens. Please reduce the length of the messages.");
            case CONTENT_FILTER ->
                of(
                        fault,
                        400,
                        "content_policy_violation",
                        "content_filter",
                        "The prompt was refused by the content management policy.");
            case MODEL_NOT_FOUND ->
                of(fault, 404, "not_found", "model_not_found", "The model does not exist or you have no access to it.");
            case TOO_LARGE -> of(fault, 413, "payload_too_large", "request_too_large", "The request is too large.");
            case CUSTOM -> of(fault, 500, "custom", "custom", "An answer made up for a test.");
            case OK,
                    SLOW,
                    SLOW_FIRST_TOKEN,
                    SILENT,
                    RESET,
                    BROKEN_STREAM,
                    STALLED_STREAM,
                    MALFORMED_CHUNK,
                    MISSING_DONE,
                    ERROR_IN_200 -> null;
        };
    }

    private static Refusal of(Fault fault, int usualStatus, String type, String code, String message) {
        Integer status = fault.status();
        return new Refusal(
                fault.mode().wire(),
                status != null ? status : usualStatus,
                type,
                code,
                message,
                fault.headers(),
                fault.body());
    }
}
