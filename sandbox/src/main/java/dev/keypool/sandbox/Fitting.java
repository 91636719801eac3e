package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Makes a value that fits a simple JSON schema, always the same for the same schema: {@code "sandbox"}, 7, 1.5, true, the
 * first of an enumeration, one entry in each list, all properties of an object. Immutable.
 */
final class Fitting {
    /** Beyond that depth lists are empty and optional properties left out, so that recursive schemas end. */
    private static final int DEEP = 8;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private final JsonNode root;

    Fitting(JsonNode schema) {
        this.root = schema;
    }

    JsonNode value() {
        return value(root, 0);
    }

    private JsonNode value(JsonNode schema, int depth) {
        JsonNode meant = resolved(schema);
        if (meant.has("const")) {
            return meant.get("const");
        }
        if (meant.path("enum").size() > 0) {
            return meant.get("enum").get(0);
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (meant.path(choice).size() > 0) {
                return value(meant.get(choice).get(0), depth);
            }
        }
        return typed(meant, depth);
    }

    private JsonNode typed(JsonNode schema, int depth) {
        return switch (type(schema)) {
            case "string" -> text(schema.path("format").asText());
            case "integer" -> IntNode.valueOf(schema.path("minimum").asInt(7));
            case "number" -> schema.has("minimum") ? schema.get("minimum") : DecimalNode.valueOf(new BigDecimal("1.5"));
            case "boolean" -> BooleanNode.TRUE;
            case "null" -> NullNode.getInstance();
            case "array" -> list(schema, depth);
            default -> object(schema, depth);
        };
    }

    /** A list of types (as of a nullable field) means its first. */
    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.path(0).asText() : type.asText();
    }

    private static TextNode text(String format) {
        return TextNode.valueOf(
                switch (format) {
                    case "date" -> "2026-11-26";
                    case "date-time" -> "2026-11-26T12:00:00Z";
                    case "uuid" -> "00000000-0000-4000-8000-000000000000";
                    case "email" -> "sandbox@example.com";
                    case "uri" -> "https://example.com/";
                    default -> "sandbox";
                });
    }

    private ArrayNode list(JsonNode schema, int depth) {
        ArrayNode list = JSON.arrayNode();
        int size = depth > DEEP ? 0 : Math.max(1, schema.path("minItems").asInt(1));
        for (int i = 0; i < size; i++) {
            list.add(value(schema.path("items"), depth + 1));
        }
        return list;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JSON.objectNode();
        if (depth <= DEEP) {
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                object.set(property.getKey(), value(property.getValue(), depth + 1));
            }
        }
        return object;
    }

    /** Follows a reference inside the same schema. */
    private JsonNode resolved(JsonNode schema) {
        String reference = schema.path("$ref").asText();
        return reference.startsWith("#") ? root.at(reference.substring(1)) : schema;
    }
}
