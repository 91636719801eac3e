package dev.keypool.providers;

import dev.keypool.values.FailureClass;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt, understood.
 *
 * @param failureClass whose fault
 * @param status the provider's HTTP status, 0 when there was no answer
 * @param code the provider's own code, cleaned, null when none
 * @param message the provider's own sentence, redacted and cut to 500 characters
 * @param retryAfter the provider's own wait, 1 s to 24 h, null when it named none
 */
public record Failure(
        FailureClass failureClass,
        int status,
        @Nullable String code,
        String message,
        @Nullable Duration retryAfter) {}
