package dev.keypool.providers;

import dev.keypool.values.FailureClass;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One row of a provider's error rules: it matches when the status is listed and either no condition stands, or the text
 * is found in the raw body, or one of the JSON pointers holds one of the values.
 */
public record ErrorRule(
        Set<Integer> statuses,
        @Nullable Pattern text,
        List<String> pointers,
        Set<String> values,
        FailureClass failureClass) {}
