package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Errors in the shape that a client's dialect has for them. */
public final class ErrorBody {
    private ErrorBody() {}

    /**
     * The body of an answer that is an error.
     *
     * @param status HTTP status, from which Anthropic's word for the kind of error follows
     * @param param the field at fault, null when none; Anthropic's shape has no place for it
     * @param requestId as in the answer's header; OpenAI's shape has no place for it
     */
    public static ObjectNode of(
            Dialect client, int status, Fault fault, @Nullable String param, @Nullable String requestId) {
        return client == Dialect.ANTHROPIC_MESSAGES
                ? anthropic(anthropicType(status), fault.message(), requestId)
                : openAi(fault, param);
    }

    static ObjectNode openAi(Fault fault, @Nullable String param) {
        ObjectNode json = Trees.object();
        json.putObject("error")
                .put("message", fault.message())
                .put("type", fault.type())
                .put("code", fault.code())
                .put("param", param);
        return json;
    }

    static ObjectNode anthropic(String type, String message, @Nullable String requestId) {
        ObjectNode json = Trees.object().put("type", "error");
        json.putObject("error").put("type", type).put("message", message);
        if (requestId != null) json.put("request_id", requestId);
        return json;
    }

    /** Anthropic's word for a kind of error, by the status it comes with. */
    static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    /** Anthropic's word for what OpenAI's dialect calls so, for errors without a status: those inside of streams. */
    static String anthropicType(String openAiType) {
        return switch (openAiType) {
            case "invalid_request_error",
                    "authentication_error",
                    "billing_error",
                    "permission_error",
                    "not_found_error",
                    "rate_limit_error",
                    "overloaded_error",
                    "timeout_error" -> openAiType;
            default -> "api_error";
        };
    }
}
