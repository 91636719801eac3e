package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Errors as streams of the dialects hold them. */
final class ErrorBody {
    private ErrorBody() {}

    static ObjectNode openAi(Fault fault) {
        ObjectNode json = Trees.object();
        json.putObject("error")
                .put("message", fault.message())
                .put("type", fault.type())
                .put("code", fault.code())
                .putNull("param");
        return json;
    }

    static ObjectNode anthropic(Fault fault) {
        ObjectNode json = Trees.object().put("type", "error");
        json.putObject("error").put("type", anthropicType(fault.type())).put("message", fault.message());
        return json;
    }

    /** Anthropic's word for what OpenAI's dialect calls so. */
    private static String anthropicType(String openAiType) {
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
