package dev.keypool.http;

import dev.keypool.http.IdempotencyStore.Claim.Done;
import dev.keypool.http.IdempotencyStore.Claim.Granted;
import dev.keypool.http.IdempotencyStore.Claim.InProgress;
import dev.keypool.http.IdempotencyStore.Claim.OtherRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers of the last 24 hours in memory, so until the process ends. Beyond its bounds the oldest finished ones go first.
 * Thread-safe.
 */
public final class RecentAnswers implements IdempotencyStore {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final long OVERHEAD = 512;

    private final int mostEntries;
    private final long mostBytes;
    private final Map<WriteKey, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    /** @param answer null while the request is being worked on */
    private record Entry(
            String fingerprint, Instant claimed, @Nullable Stored answer) {
        long size() {
            String body = answer == null ? null : answer.body();
            return OVERHEAD + (body == null ? 0 : 2L * body.length());
        }
    }

    /** 10,000 answers in at most 32 MiB. */
    public RecentAnswers() {
        this(10_000, 32L << 20);
    }

    public RecentAnswers(int mostEntries, long mostBytes) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
    }

    @Override
    public synchronized Claim claim(WriteKey key, String fingerprint, Instant now) {
        forgetOld(now);
        Entry entry = entries.get(key);
        if (entry == null) {
            put(key, new Entry(fingerprint, now, null));
            return new Granted();
        }
        if (!entry.fingerprint().equals(fingerprint)) return new OtherRequest();
        Stored answer = entry.answer();
        return answer == null ? new InProgress() : new Done(answer);
    }

    @Override
    public synchronized void keep(WriteKey key, Stored answer) {
        Entry entry = entries.get(key);
        if (entry == null) return;
        bytes -= entry.size();
        Entry finished = new Entry(entry.fingerprint(), entry.claimed(), answer);
        bytes += finished.size();
        entries.replace(key, finished);
        makeRoom();
    }

    @Override
    public synchronized void release(WriteKey key) {
        Entry entry = entries.remove(key);
        if (entry != null) bytes -= entry.size();
    }

    private void put(WriteKey key, Entry entry) {
        entries.put(key, entry);
        bytes += entry.size();
        makeRoom();
    }

    private void forgetOld(Instant now) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.claimed().plus(KEPT).isAfter(now)) return;
            bytes -= entry.size();
            oldest.remove();
        }
    }

    private void makeRoom() {
        Iterator<Entry> oldest = entries.values().iterator();
        while ((entries.size() > mostEntries || bytes > mostBytes) && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.answer() == null) continue;
            bytes -= entry.size();
            oldest.remove();
        }
    }
}
