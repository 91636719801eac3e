package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Anthropic's {@code cache_control}, which clients of OpenAI's dialects send as well to providers that know it. */
final class CacheMarks {
    private CacheMarks() {}

    /** Adds a mark behind the parts if the member stands there. */
    static void read(Members part, List<Part> parts) {
        Part.CachePoint mark = read(part);
        if (mark != null) parts.add(mark);
    }

    static Part.@Nullable CachePoint read(Members part) {
        Members mark = part.object("cache_control");
        if (mark == null) return null;
        String type = mark.requiredText("type");
        if (!type.equals("ephemeral")) throw mark.refused("type", "is \"" + type + "\"; send ephemeral.");
        // What else may stand there steers the cache of Anthropic, and no answer.
        return new Part.CachePoint(mark.text("ttl"));
    }

    /** The member's value. */
    static ObjectNode written(Part.CachePoint mark) {
        ObjectNode value = Trees.object().put("type", "ephemeral");
        if (mark.ttl() != null) value.put("ttl", mark.ttl());
        return value;
    }
}
