package dev.keypool.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told instead of an answer, in OpenAI's shape (gateway contract, section 7). Immutable.
 *
 * @param status HTTP status
 * @param type OpenAI's family of error
 * @param code stable word for programs
 * @param message a sentence that may be shown: what was sent, what was expected, what to do
 * @param param the field at fault, null when none
 * @param retryAfter seconds until another try makes sense, null when no time is known
 * @param reasons why each key was not chosen, null when that is not what happened
 */
record GatewayError(
        int status,
        String type,
        String code,
        String message,
        @Nullable String param,
        @Nullable Long retryAfter,
        @Nullable ArrayNode reasons) {

    static final String INVALID = "invalid_request_error";

    static GatewayError of(int status, String type, String code, String message) {
        return new GatewayError(status, type, code, message, null, null, null);
    }

    /** 400 about one field. */
    static GatewayError invalid(@Nullable String param, String code, String message) {
        return new GatewayError(400, INVALID, code, message, param, null, null);
    }

    GatewayError withStatus(int other) {
        return new GatewayError(other, type, code, message, param, retryAfter, reasons);
    }

    static GatewayError internal() {
        return of(
                500,
                "api_error",
                "internal_error",
                "Internal error. Try again; if it stays, give the operator the X-Request-Id of this answer.");
    }

    ObjectNode body() {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("message", message).put("type", type).put("code", code).put("param", param);
        if (reasons != null) error.set("reasons", reasons);
        return JsonNodeFactory.instance.objectNode().set("error", error);
    }

    /** To leave a chain of steps with this error. */
    Raised raised() {
        return new Raised(this);
    }

    /** Carries an error out of a step. No stack trace: it is an answer, not a fault. */
    static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient GatewayError error;

        Raised(GatewayError error) {
            super(error.code(), null, false, false);
            this.error = error;
        }

        GatewayError error() {
            return error;
        }
    }
}
