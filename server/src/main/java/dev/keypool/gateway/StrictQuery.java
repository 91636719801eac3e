package dev.keypool.gateway;

import dev.keypool.http.Nearest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request, read strictly: a misspelt filter must never silently show everything. What is wrong is a
 * {@link GatewayError.Raised} of 400 that names the parameter. Immutable.
 */
final class StrictQuery {
    private static final int LONGEST_SHOWN = 40;
    private static final Map<String, Boolean> FLAGS = Map.of("true", true, "false", false);

    private final Map<String, List<String>> values;

    private StrictQuery(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads it.
     *
     * @param query what follows the question mark, null when nothing does
     * @param known the parameters that there are
     */
    static StrictQuery of(@Nullable String query, List<String> known) {
        if (query == null) return new StrictQuery(Map.of());
        try {
            Map<String, List<String>> values = new QueryStringDecoder(query, false).parameters();
            values.forEach((name, texts) -> check(name, texts, known));
            return new StrictQuery(values);
        } catch (IllegalArgumentException malformed) {
            throw invalid(null, "The query string is not percent-encoded UTF-8.");
        }
    }

    /** What was read and checked by its names already, each of which stands once. */
    static StrictQuery of(Map<String, String> values) {
        return new StrictQuery(values.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, value -> List.of(value.getValue()))));
    }

    private static void check(String name, List<String> texts, List<String> known) {
        if (!known.contains(name)) {
            String advice = Nearest.of(name, known)
                    .map(near -> " Did you mean " + near + "?")
                    .orElse(known.isEmpty() ? " There are none here." : " There are " + String.join(", ", known) + ".");
            throw GatewayError.invalid(
                            shown(name), "unknown_parameter", "There is no parameter \"" + shown(name) + "\"." + advice)
                    .raised();
        }
        if (texts.size() > 1)
            throw GatewayError.invalid(name, "duplicate_parameter", name + " stands twice in the query. Send it once.")
                    .raised();
    }

    /** A text of 1 to 200 characters. */
    @Nullable
    String text(String name) {
        String text = value(name);
        if (text == null) return null;
        if (text.isEmpty() || text.length() > 200) throw outside(name, text, "a text of 1 to 200 characters");
        return text;
    }

    boolean flag(String name) {
        return word(name, FLAGS).orElse(false);
    }

    @Nullable
    Long whole(String name, long least, long most) {
        String text = value(name);
        if (text == null) return null;
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) return number;
        }
        throw outside(name, text, "a whole number from " + least + " to " + most);
    }

    /** Dollars, at least 0. */
    @Nullable
    BigDecimal amount(String name) {
        String text = value(name);
        if (text == null) return null;
        if (text.matches("[0-9]{1,7}(\\.[0-9]{1,9})?")) return new BigDecimal(text);
        throw outside(name, text, "an amount such as 0.25");
    }

    /** One of some words, null when nothing was sent. */
    @Nullable
    String word(String name, List<String> words) {
        return word(name, words.stream().collect(Collectors.toMap(word -> word, word -> word)))
                .orElse(null);
    }

    /** What one of some words means. */
    <T> Optional<T> word(String name, Map<String, T> words) {
        String text = value(name);
        if (text == null) return Optional.empty();
        T meant = words.get(text);
        if (meant != null) return Optional.of(meant);
        List<String> sorted = words.keySet().stream().sorted().toList();
        String advice = Nearest.of(text, sorted)
                .map(near -> " Did you mean " + near + "?")
                .orElse("");
        throw invalid(
                name,
                name + " is \"" + shown(text) + "\"; it must be one of " + String.join(", ", sorted) + "." + advice);
    }

    @Nullable
    Instant moment(String name) {
        String text = value(name);
        if (text == null) return null;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException malformed) {
            throw outside(name, text, "an ISO 8601 time such as 2026-11-23T12:00:00Z (a + must be written %2B)");
        }
    }

    @Nullable
    LocalDate day(String name) {
        String text = value(name);
        if (text == null) return null;
        try {
            if (text.length() == "2026-11-23".length()) return LocalDate.parse(text);
        } catch (DateTimeException malformed) {
            // Refused below, as what is longer.
        }
        throw outside(name, text, "a day such as 2026-11-23");
    }

    static GatewayError.Raised invalid(@Nullable String name, String sentence) {
        return GatewayError.invalid(name, "invalid_value", sentence).raised();
    }

    private static GatewayError.Raised outside(String name, String text, String expected) {
        return invalid(name, name + " is \"" + shown(text) + "\"; it must be " + expected + ".");
    }

    private @Nullable String value(String name) {
        List<String> texts = values.get(name);
        return texts == null ? null : texts.getFirst();
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
