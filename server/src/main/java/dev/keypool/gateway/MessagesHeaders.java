package dev.keypool.gateway;

import dev.keypool.values.Surface;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;

/**
 * What Anthropic's clients say in headers about the body: which edition of the dialect it is, and which features beyond it. A
 * provider that speaks it refuses a body without the one, and members of a feature without the other. Stateless.
 */
final class MessagesHeaders {
    private static final String VERSION = "anthropic-version";
    private static final String BETA = "anthropic-beta";
    /** The only edition there is. */
    private static final String USUAL = "2023-06-01";

    private MessagesHeaders() {}

    /** Those that go along with the body; none for other dialects. */
    static Map<String, String> of(Surface surface, HttpServerRequest request) {
        if (surface != Surface.MESSAGES && surface != Surface.COUNT_TOKENS) return Map.of();
        String said = request.getHeader(VERSION);
        String version = said == null ? USUAL : said;
        List<String> beyond = request.headers().getAll(BETA);
        return beyond.isEmpty() ? Map.of(VERSION, version) : Map.of(VERSION, version, BETA, String.join(",", beyond));
    }
}
