package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** Errors inside of providers' streams. All dialects have a type, a code or both, and a sentence. */
final class ErrorFacts {
    private static final String UNNAMED = "upstream_error";

    private ErrorFacts() {}

    /** @param error an object, or only a sentence */
    static Step.Failed failed(JsonNode error) {
        if (error.isTextual()) return new Step.Failed(UNNAMED, null, error.textValue());
        JsonNode value = error.path("code");
        String code = value.isValueNode() && !value.isNull() ? value.asText() : null;
        String type = Trees.textOr(error, "type", UNNAMED);
        // An error event of Responses is its own error object; its type says only "error".
        if (type.equals("error")) type = code == null ? UNNAMED : code;
        String message = Trees.textOr(error, "message", "The provider reported an error without a message.");
        return new Step.Failed(type, code, message);
    }
}
