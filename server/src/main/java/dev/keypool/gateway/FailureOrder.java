package dev.keypool.gateway;

import dev.keypool.providers.Failure;
import dev.keypool.values.FailureClass;

/** Which failure tells a caller most, and what each is called to him (failure classes, section 6). */
final class FailureOrder {
    private static final String UNAVAILABLE = "service_unavailable_error";

    private FailureOrder() {}

    /** Smaller is more useful: what the caller can change, then what passes, then what an operator must mend. */
    static int rank(Failure failure) {
        return rank(failure.failureClass());
    }

    static int rank(FailureClass failureClass) {
        return switch (failureClass) {
            case CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG -> 0;
            case RATE_LIMITED -> 1;
            case PROVIDER_OVERLOADED -> 2;
            case TIMEOUT -> 3;
            case PROVIDER_ERROR -> 4;
            case MODEL_NOT_FOUND -> 5;
            case KEY_INVALID, KEY_NO_CREDIT -> 6;
        };
    }

    /** True when the provider as a whole, not the one key, is the likely cause. */
    static boolean ofTheFleet(FailureClass failureClass) {
        return switch (failureClass) {
            case PROVIDER_OVERLOADED, PROVIDER_ERROR, TIMEOUT, MODEL_NOT_FOUND -> true;
            case KEY_INVALID, KEY_NO_CREDIT, RATE_LIMITED, CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG -> false;
        };
    }

    /** True when the provider's own sentence may be shown: what is about a key may hold parts of it. */
    static boolean mayBeQuoted(FailureClass failureClass) {
        return switch (failureClass) {
            case KEY_INVALID, KEY_NO_CREDIT -> false;
            case RATE_LIMITED,
                    PROVIDER_OVERLOADED,
                    PROVIDER_ERROR,
                    TIMEOUT,
                    CALLER_ERROR,
                    CONTENT_FILTER,
                    CONTEXT_TOO_LONG,
                    MODEL_NOT_FOUND -> true;
        };
    }

    /** The error of a failure with which nothing is left to try. */
    static GatewayError error(Failure failure) {
        String said = failure.message();
        return switch (failure.failureClass()) {
            case KEY_INVALID, KEY_NO_CREDIT ->
                GatewayError.of(
                        503,
                        UNAVAILABLE,
                        "provider_keys_unavailable",
                        "The provider accepts none of the keys for this model. Check the integrations.");
            case RATE_LIMITED -> GatewayError.of(429, "rate_limit_error", "keys_exhausted", said);
            case PROVIDER_OVERLOADED ->
                new GatewayError(503, UNAVAILABLE, "provider_overloaded", said, null, seconds(failure), null);
            case PROVIDER_ERROR -> GatewayError.of(502, "api_error", "upstream_error", said);
            case TIMEOUT -> GatewayError.of(504, "timeout_error", "upstream_timeout", said);
            case CALLER_ERROR ->
                GatewayError.invalid(null, failure.code() == null ? "invalid_request" : failure.code(), said);
            case CONTENT_FILTER -> GatewayError.invalid("messages", "content_filter", said);
            case CONTEXT_TOO_LONG -> GatewayError.invalid("messages", "context_length_exceeded", said);
            case MODEL_NOT_FOUND ->
                new GatewayError(404, GatewayError.INVALID, "model_not_found", said, "model", null, null);
        };
    }

    /** An overloaded provider that names no time is worth another try soon. */
    private static long seconds(Failure failure) {
        return failure.retryAfter() == null
                ? 1
                : Math.max(1, failure.retryAfter().toSeconds());
    }
}
