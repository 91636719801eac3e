package dev.keypool.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Surface;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a caller's dialect says that something went wrong (gateway contract, section 7). */
enum Tone {
    OPENAI {
        @Override
        ObjectNode body(GatewayError error, String requestId) {
            return error.body();
        }

        @Override
        byte[] event(GatewayError error, String requestId) {
            return bytes("data: " + error.body() + "\n\n");
        }

        @Override
        boolean isError(JsonNode body) {
            return saysWhy(body) && !isTyped(body);
        }
    },
    RESPONSES {
        @Override
        ObjectNode body(GatewayError error, String requestId) {
            return error.body();
        }

        // Its events hold the error flat, and its clients read it there.
        @Override
        byte[] event(GatewayError error, String requestId) {
            return numbered(error, 0);
        }

        @Override
        boolean isError(JsonNode body) {
            return OPENAI.isError(body);
        }
    },
    ANTHROPIC {
        @Override
        ObjectNode body(GatewayError error, String requestId) {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            ObjectNode inner = body.put("type", "error").putObject("error");
            inner.put("type", type(error)).put("message", error.message());
            inner.put("code", error.code());
            if (error.reasons() != null) inner.set("reasons", error.reasons());
            return body.put("request_id", requestId);
        }

        @Override
        byte[] event(GatewayError error, String requestId) {
            return bytes("event: error\ndata: " + body(error, requestId) + "\n\n");
        }

        @Override
        boolean isError(JsonNode body) {
            return saysWhy(body) && isTyped(body);
        }

        private static String type(GatewayError error) {
            return switch (error.status()) {
                case 401 -> "authentication_error";
                case 402 -> "billing_error";
                case 403 -> "permission_error";
                case 404 -> "not_found_error";
                case 413 -> "request_too_large";
                case 429 -> "rate_limit_error";
                // A key that is missing is not there in a moment either: only what passes is called overload.
                case 503 -> error.code().equals("provider_overloaded") ? "overloaded_error" : "api_error";
                case 504 -> "timeout_error";
                default -> error.status() < 500 ? "invalid_request_error" : "api_error";
            };
        }
    };

    static Tone of(@Nullable Surface surface) {
        if (surface == Surface.MESSAGES || surface == Surface.COUNT_TOKENS) return ANTHROPIC;
        return surface == Surface.RESPONSES ? RESPONSES : OPENAI;
    }

    /** The body of an answer. */
    abstract ObjectNode body(GatewayError error, String requestId);

    /** The last words in a stream that had begun: one event, after which nothing comes. */
    abstract byte[] event(GatewayError error, String requestId);

    /** Whether a provider's body is an error in this dialect, so that it may be passed on as it is. */
    abstract boolean isError(JsonNode body);

    /** An error in a stream of Responses, behind that many events. */
    static byte[] numbered(GatewayError error, long number) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", "error").put("code", error.code()).put("message", error.message());
        event.put("param", error.param()).put("sequence_number", number);
        return bytes("event: error\ndata: " + event + "\n\n");
    }

    private static boolean saysWhy(JsonNode body) {
        return body.path("error").path("message").isTextual();
    }

    /** Anthropic's errors name their type outside, too. */
    private static boolean isTyped(JsonNode body) {
        return body.path("type").asText().equals("error");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
