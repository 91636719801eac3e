package dev.keypool.gateway;

import dev.keypool.values.Surface;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where callers find each surface, below the gateway's prefix. */
final class Surfaces {
    private static final Map<String, Surface> PATHS = new LinkedHashMap<>();

    static {
        PATHS.put("/chat/completions", Surface.CHAT);
        PATHS.put("/responses", Surface.RESPONSES);
        PATHS.put("/messages", Surface.MESSAGES);
        PATHS.put("/messages/count_tokens", Surface.COUNT_TOKENS);
        PATHS.put("/completions", Surface.COMPLETIONS);
        PATHS.put("/embeddings", Surface.EMBEDDINGS);
        PATHS.put("/rerank", Surface.RERANK);
        PATHS.put("/moderations", Surface.MODERATIONS);
        PATHS.put("/images/generations", Surface.IMAGES);
        PATHS.put("/audio/speech", Surface.SPEECH);
        PATHS.put("/audio/transcriptions", Surface.TRANSCRIPTIONS);
    }

    private Surfaces() {}

    /** The surface at that path, null when it is none. */
    static @Nullable Surface at(String path) {
        Surface surface = PATHS.get(path);
        return surface == null && path.startsWith("/proxy/") ? Surface.PROXY : surface;
    }

    /** All of them, for a sentence. */
    static String paths() {
        return String.join(", ", PATHS.keySet()) + ", /proxy/<provider>/<path>";
    }
}
