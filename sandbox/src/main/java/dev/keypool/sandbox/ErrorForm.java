package dev.keypool.sandbox;

import java.util.Map;
import java.util.TreeMap;

/** The forms in which providers write their errors. */
enum ErrorForm {
    OPENAI {
        @Override
        String body(Played played, Refusal refusal) {
            return played.body(refusal);
        }
    },
    /** {@code {"type":"error","error":{"type","message"},"request_id"}}. */
    ANTHROPIC {
        @Override
        String body(Played played, Refusal refusal) {
            String whole = refusal.body();
            return whole != null
                    ? whole
                    : "{\"type\":\"error\",\"error\":" + anthropicError(refusal) + ",\"request_id\":\"req_sandbox\"}";
        }
    },
    /** {@code {"message"}} beside a header that names the exception. */
    AWS {
        @Override
        String body(Played played, Refusal refusal) {
            String whole = refusal.body();
            return whole != null ? whole : "{\"message\":" + Script.quoted(awsMessage(refusal)) + "}";
        }

        @Override
        int status(Refusal refusal) {
            return refusal.body() != null ? refusal.status() : awsStatus(refusal.status());
        }

        @Override
        Map<String, String> headers(Refusal refusal) {
            Map<String, String> headers = new TreeMap<>(refusal.headers());
            headers.putIfAbsent("x-amzn-ErrorType", awsException(refusal));
            return headers;
        }
    };

    abstract String body(Played played, Refusal refusal);

    int status(Refusal refusal) {
        return refusal.status();
    }

    Map<String, String> headers(Refusal refusal) {
        return refusal.headers();
    }

    static String anthropicError(Refusal refusal) {
        return "{\"type\":\"" + anthropicType(refusal.status()) + "\",\"message\":"
                + Script.quoted(anthropicMessage(refusal)) + "}";
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 502, 503, 529 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    /** In the words by which callers know these two cases at Anthropic. */
    private static String anthropicMessage(Refusal refusal) {
        return switch (refusal.code()) {
            case "context_length_exceeded" -> "prompt is too long: 210000 tokens > 200000 maximum";
            case "content_filter" -> "Output blocked by content filtering policy";
            default -> refusal.message();
        };
    }

    private static String awsMessage(Refusal refusal) {
        return switch (refusal.code()) {
            case "context_length_exceeded", "request_too_large" -> "Input is too long for requested model.";
            case "invalid_api_key" -> "The security token included in the request is invalid.";
            default -> refusal.message();
        };
    }

    /** AWS knows no 401, 402, 413 and 529. */
    private static int awsStatus(int status) {
        return switch (status) {
            case 401 -> 403;
            case 402, 413 -> 400;
            case 502, 529 -> 503;
            default -> status;
        };
    }

    /** The name of the exception, as header and as event of a stream. */
    static String awsException(Refusal refusal) {
        return switch (refusal.status()) {
            case 400, 413 -> "ValidationException";
            case 401 -> "UnrecognizedClientException";
            case 402 -> "ServiceQuotaExceededException";
            case 403 -> "InvalidSignatureException";
            case 404 -> "ResourceNotFoundException";
            case 429 -> "ThrottlingException";
            case 502, 503, 529 -> "ServiceUnavailableException";
            default -> "InternalServerException";
        };
    }
}
