package dev.keypool.app;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as operators write them: {@code 500ms}, {@code 60s}, {@code 30m}, {@code 1h}, {@code 2d}. */
final class Durations {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Durations() {}

    /** @throws IllegalArgumentException with a sentence when the text has another form or is not positive */
    static Duration parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration; write a number and a unit, such as 500ms, 60s, 30m or 1h.");
        }
        long amount = Long.parseLong(form.group(1));
        if (amount == 0) throw new IllegalArgumentException("'" + text + "' is no time at all; give at least 1ms.");
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
