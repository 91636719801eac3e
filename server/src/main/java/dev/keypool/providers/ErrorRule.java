package dev.keypool.providers;

import dev.keypool.values.FailureClass;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One row of a provider's error rules: it matches when the status is listed and either no condition stands, or the text
 * is found in the raw body, or one of the JSON pointers holds one of the values. Immutable.
 *
 * @param until when the class passes by itself, null when the provider's answer has to say
 */
public record ErrorRule(
        Set<Integer> statuses,
        @Nullable Pattern text,
        List<String> pointers,
        Set<String> values,
        FailureClass failureClass,
        @Nullable Until until) {
    public ErrorRule {
        statuses = Set.copyOf(statuses);
        pointers = List.copyOf(pointers);
        values = Set.copyOf(values);
    }

    /** A rule that names no time. */
    public ErrorRule(
            Set<Integer> statuses,
            @Nullable Pattern text,
            List<String> pointers,
            Set<String> values,
            FailureClass failureClass) {
        this(statuses, text, pointers, values, failureClass, null);
    }

    boolean matches(int status, ErrorBody body) {
        return statuses.contains(status)
                && (text == null || body.contains(text))
                && (pointers.isEmpty() || named(body));
    }

    /** True when one of the pointers holds one of the values, whatever the status: a code means the same everywhere. */
    boolean named(ErrorBody body) {
        return pointers.stream().map(body::value).anyMatch(v -> v != null && values.contains(v));
    }
}
