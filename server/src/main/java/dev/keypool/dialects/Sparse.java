package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Writes members that are there, and leaves out those that are null. */
final class Sparse {
    private Sparse() {}

    static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) json.put(name, value);
    }

    static void put(ObjectNode json, String name, @Nullable Long value) {
        if (value != null) json.put(name, value);
    }

    static void put(ObjectNode json, String name, @Nullable Double value) {
        if (value != null) json.put(name, value);
    }

    static void put(ObjectNode json, String name, @Nullable Boolean value) {
        if (value != null) json.put(name, value);
    }
}
