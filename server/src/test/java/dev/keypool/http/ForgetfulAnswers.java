package dev.keypool.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of the last 24 hours in memory, without bounds. Thread-safe. */
final class ForgetfulAnswers implements IdempotencyStore {
    private final Map<WriteKey, Entry> entries = new HashMap<>();

    private record Entry(
            String fingerprint, Instant claimed, @Nullable Stored answer) {}

    @Override
    public synchronized Claim claim(WriteKey key, String fingerprint, Instant now) {
        entries.values()
                .removeIf(entry -> !entry.claimed().plus(Duration.ofHours(24)).isAfter(now));
        Entry entry = entries.putIfAbsent(key, new Entry(fingerprint, now, null));
        if (entry == null) return new Claim.Granted();
        if (!entry.fingerprint().equals(fingerprint)) return new Claim.OtherRequest();
        Stored answer = entry.answer();
        return answer == null ? new Claim.InProgress() : new Claim.Done(answer);
    }

    @Override
    public synchronized void keep(WriteKey key, Stored answer) {
        entries.computeIfPresent(key, (_, entry) -> new Entry(entry.fingerprint(), entry.claimed(), answer));
    }

    @Override
    public synchronized void release(WriteKey key) {
        entries.remove(key);
    }
}
