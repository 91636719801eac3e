package dev.keypool.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Format;

/** JSON Schemas of answers and tools. */
final class Schemas {
    private static final String ADDITIONAL = "additionalProperties";

    private Schemas() {}

    /** The members of a named schema, as both OpenAI's dialects have them. */
    static void write(Format.Schema schema, ObjectNode json) {
        json.put("name", schema.name());
        Sparse.put(json, "description", schema.description());
        json.set("schema", schema.schema());
        Sparse.put(json, "strict", schema.strict());
    }

    /**
     * The schema with every object closed to members that it does not name: Anthropic refuses one that does not say so, where OpenAI
     * asks for it in strict mode alone.
     */
    static JsonNode closed(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        close(copy);
        return copy;
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && isObjectSchema(object) && !object.has(ADDITIONAL)) {
            object.put(ADDITIONAL, false);
        }
        node.forEach(Schemas::close);
    }

    /** A property that is merely called "properties" has a schema there, in which no "type": "object" stands beside. */
    private static boolean isObjectSchema(ObjectNode node) {
        JsonNode type = node.path("type");
        if (type.isTextual()) return type.textValue().equals("object");
        for (JsonNode one : type) if (one.asText().equals("object")) return true;
        return false;
    }
}
