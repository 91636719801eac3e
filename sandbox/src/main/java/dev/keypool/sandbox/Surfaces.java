package dev.keypool.sandbox;

import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which kind of call a path means: by its end, so that any provider's base path fits in front. Immutable. */
final class Surfaces {
    private final Map<String, Surface> byEnd = new LinkedHashMap<>();
    private final Surface converse = new ConverseSurface();
    private final Surface echo = new EchoSurface();

    Surfaces() {
        byEnd.put("/chat/completions", new ChatSurface());
        byEnd.put("/completions", new CompletionsSurface());
        byEnd.put("/embeddings", new EmbeddingsSurface());
        byEnd.put("/rerank", new RerankSurface());
        byEnd.put("/moderations", new ModerationsSurface());
        byEnd.put("/images/generations", new ImagesSurface());
        byEnd.put("/audio/speech", new SpeechSurface());
        byEnd.put("/audio/transcriptions", new TranscriptionsSurface());
        byEnd.put("/responses", new ResponsesSurface());
        byEnd.put("/messages", new MessagesSurface());
        byEnd.put("/messages/count_tokens", new CountTokensSurface());
    }

    /** The billed call that this is, null for any other. */
    @Nullable
    Surface at(HttpMethod method, String path) {
        if (path.contains("/echo/")) {
            return echo;
        }
        if (!method.equals(HttpMethod.POST)) {
            return null;
        }
        for (Map.Entry<String, Surface> entry : byEnd.entrySet()) {
            if (path.endsWith(entry.getKey())) {
                return entry.getValue();
            }
        }
        return ConverseSurface.matches(path) ? converse : null;
    }
}
