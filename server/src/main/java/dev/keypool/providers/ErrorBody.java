package dev.keypool.providers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer, read once: its text and, when it is JSON, its tree (an array of one is unwrapped, as Gemini wraps
 * its errors). Immutable.
 *
 * @param text at most the first 64 KiB
 * @param tree missing when the text is no JSON
 */
record ErrorBody(String text, JsonNode tree) {
    private static final int MOST_READ = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Where providers put their sentence, the most telling place first. */
    private static final List<String> MESSAGE_PLACES = List.of(
            "/error/message",
            "/error",
            "/message",
            "/msg",
            "/detail",
            "/detail/0/msg",
            "/errors/0/message",
            "/title",
            "/error_msg",
            "/fault/faultstring",
            "");

    private static final List<String> CODE_PLACES =
            List.of("/error/code", "/error/type", "/code", "/type", "/reason", "/errors/0/code");

    static ErrorBody of(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, MOST_READ), StandardCharsets.UTF_8);
        return new ErrorBody(text, tree(text));
    }

    /** The data of a server-sent event, or a plain body. */
    static ErrorBody ofEvent(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        String data = text.startsWith("{") || text.startsWith("[")
                ? text
                : text.lines()
                        .filter(line -> line.startsWith("data:"))
                        .map(line -> line.substring("data:".length()))
                        .collect(Collectors.joining("\n"));
        return new ErrorBody(data, tree(data));
    }

    static ErrorBody of(JsonNode error) {
        return new ErrorBody(error.toString(), error);
    }

    /** For an answer whose text is the model's and no message. */
    ErrorBody withoutText() {
        return new ErrorBody("", tree);
    }

    /** True for HTML and XML: a page of some proxy on the way, so that no rule of the provider applies. */
    boolean isMarkup() {
        return text.stripLeading().startsWith("<");
    }

    boolean contains(Pattern pattern) {
        return pattern.matcher(text).find();
    }

    /** The same answer with more text for the rules to look at, such as an error type that came in a header. */
    ErrorBody and(@Nullable String more) {
        return more == null ? this : new ErrorBody(text + "\n" + more, tree);
    }

    /** The scalar at a JSON pointer as text; null when there is none. */
    @Nullable
    String value(String pointer) {
        JsonNode node = tree.at(pointer);
        return node.isValueNode() && !node.isNull() ? node.asText() : null;
    }

    /** The provider's sentence, not yet fit to be shown; empty when there is none. */
    Optional<String> message() {
        if (isMarkup()) return Optional.empty();
        return MESSAGE_PLACES.stream()
                .map(tree::at)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(m -> !m.isBlank())
                .findFirst()
                .or(() -> Optional.of(text).filter(t -> !t.isBlank()));
    }

    /** The provider's code, not yet cleaned. */
    Optional<String> code() {
        return CODE_PLACES.stream()
                .map(this::value)
                .filter(v -> v != null && !v.isBlank())
                .findFirst()
                .map(v -> v);
    }

    private static JsonNode tree(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            return read.isArray() && read.size() == 1 ? read.get(0) : read;
        } catch (JsonProcessingException noJson) {
            return MissingNode.getInstance();
        }
    }
}
