package dev.keypool.dialects;

import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, translated. Immutable.
 *
 * @param body for the client, JSON as UTF-8
 * @param model the model that served, null when the provider does not say
 * @param usage null when it reports none
 * @param cost the provider's own price, null when it names none
 */
@SuppressWarnings("ArrayRecordComponent") // A body on its way, never compared.
public record Answered(
        byte[] body,
        @Nullable String model,
        @Nullable TokenUsage usage,
        @Nullable Money cost) {}
