package dev.keypool.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of a request that reads something, taken strictly: a misspelt filter must never return everything. Immutable. */
final class Query {
    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /** A {@link GatewayError.Raised} of 400 for what is not among the known names, or there twice. */
    static Query of(HttpServerRequest request, List<String> known) {
        String raw = request.query();
        Map<String, String> values = new HashMap<>();
        for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!known.contains(name)) throw unknown(name, known);
            if (values.put(name, decoded(equals < 0 ? "" : pair.substring(equals + 1))) != null)
                throw wrong(name, name + " is there more than once. Send it once.");
        }
        return new Query(values);
    }

    /** What was sent, null when nothing was. */
    @Nullable
    String text(String name) {
        return values.get(name);
    }

    boolean flag(String name) {
        String text = values.get(name);
        if (text == null || text.equals("false")) return false;
        if (text.equals("true")) return true;
        throw wrong(name, name + " must be true or false.");
    }

    int number(String name, int otherwise, int least, int most) {
        String text = values.get(name);
        if (text == null) return otherwise;
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (number >= least && number <= most) return number;
        throw wrong(name, name + " must be a whole number from " + least + " to " + most + ".");
    }

    /** One of these words, null when nothing was sent. */
    @Nullable
    String word(String name, List<String> words) {
        String text = values.get(name);
        if (text == null || words.contains(text)) return text;
        throw wrong(name, name + " must be one of: " + String.join(", ", words) + ".");
    }

    private static GatewayError.Raised unknown(String name, List<String> known) {
        String expected = known.isEmpty() ? "none is." : "these are: " + String.join(", ", known) + ".";
        String shown = name.length() <= 64 ? name : name.substring(0, 64) + "…";
        return wrong(shown, "'" + shown + "' is not a query parameter here; " + expected);
    }

    private static GatewayError.Raised wrong(String name, String sentence) {
        return GatewayError.invalid(name, "invalid_parameter", sentence).raised();
    }

    private static String decoded(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw GatewayError.invalid(
                            null, "invalid_parameter", "The query is not percent-encoded UTF-8. Encode it anew.")
                    .raised();
        }
    }
}
