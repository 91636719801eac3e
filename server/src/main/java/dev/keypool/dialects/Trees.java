package dev.keypool.dialects;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON of clients and providers as trees, with decimals kept as they are written. Immutable. */
final class Trees {
    /** A picture of the largest body that the gateway takes is one string. */
    private static final int LONGEST_STRING = 64 << 20;

    /** What was read stands a few levels deeper in another dialect, and a call's arguments are a tree in a tree. */
    private static final int DEEPEST_WRITTEN = 4 * StreamReadConstraints.DEFAULT_MAX_DEPTH;

    private static final ObjectMapper MAPPER = mapper();

    private Trees() {}

    /** A new, empty object. */
    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new, empty list. */
    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** A string. */
    static JsonNode word(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    /** {@code null}. */
    static JsonNode none() {
        return JsonNodeFactory.instance.nullNode();
    }

    /** {@code true}. */
    static JsonNode yes() {
        return JsonNodeFactory.instance.booleanNode(true);
    }

    /** Empty when it is not exactly one JSON value. */
    static Optional<JsonNode> read(byte[] bytes, int from, int to) {
        try {
            JsonNode node = MAPPER.readTree(bytes, from, to - from);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty(); // An exponent beyond what BigDecimal knows comes unwrapped.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty when it is not exactly one JSON object. */
    static Optional<ObjectNode> object(byte[] bytes, int from, int to) {
        return read(bytes, from, to).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    /** Empty when it is not exactly one JSON object. */
    static Optional<ObjectNode> object(String json) {
        try {
            return MAPPER.readTree(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** As UTF-8. */
    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree cannot be written", e);
        }
    }

    /** The member's text; null when it is absent or no string. */
    static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    /** The member's text; null when it is absent, empty or no string. */
    static @Nullable String name(JsonNode node, String name) {
        String text = text(node, name);
        return text == null || text.isEmpty() ? null : text;
    }

    /** The member's text; the other when it is absent or no string. */
    static String textOr(JsonNode node, String name, String other) {
        String text = text(node, name);
        return text == null ? other : text;
    }

    private static ObjectMapper mapper() {
        JsonFactory factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_STRING)
                        .build())
                .streamWriteConstraints(StreamWriteConstraints.builder()
                        .maxNestingDepth(DEEPEST_WRITTEN)
                        .build())
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }
}
