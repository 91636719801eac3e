package dev.keypool.providers;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Provider answers for tests. */
final class Answers {
    /** A Monday, 14:30 UTC: 06:30 in California, a week before the month ends. */
    static final Instant NOW = Instant.parse("2026-11-23T14:30:00Z");

    private Answers() {}

    static byte[] body(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    /** Response headers, found in any case as in HTTP. */
    static Function<String, @Nullable String> headers(String... namesAndValues) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < namesAndValues.length; i += 2) headers.put(namesAndValues[i], namesAndValues[i + 1]);
        Map<String, String> fixed = headers;
        return fixed::get;
    }
}
