package dev.keypool.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.keypool.routing.Target;
import dev.keypool.values.IntegrationId;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that callers asked to be kept, for the very same request of the same brand. Bounded in bytes, each in time; lost
 * with the process. Thread-safe.
 */
public final class AnswerCache {
    private static final int OVERHEAD = 256;

    private final Cache<String, Kept> answers;

    /**
     * One answer.
     *
     * @param body as the caller got it, without our metadata; of a stream all its events
     * @param answer what was read of a whole one, null of a stream
     * @param target what served it
     * @param key whose key it came by
     * @param servedModel as the provider said
     * @param keptFor how long it may be given again
     */
    @SuppressWarnings("ArrayRecordComponent") // Never changed, never compared.
    record Kept(
            byte[] body,
            @Nullable Answer answer,
            Target target,
            IntegrationId key,
            @Nullable String servedModel,
            Duration keptFor) {}

    /**
     * @param mostBytes of all answers together; 0 keeps none
     * @param nanos a monotonic clock
     */
    public AnswerCache(long mostBytes, LongSupplier nanos) {
        answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((String digest, Kept kept) -> OVERHEAD + kept.body().length)
                .expireAfter(Expiry.creating((String digest, Kept kept) -> kept.keptFor()))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Nullable
    Kept find(String digest) {
        return answers.getIfPresent(digest);
    }

    void keep(String digest, Kept kept) {
        answers.put(digest, kept);
    }
}
