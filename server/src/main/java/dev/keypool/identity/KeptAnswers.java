package dev.keypool.identity;

import dev.keypool.http.IdempotencyStore;
import dev.keypool.http.IdempotencyStore.Claim.Done;
import dev.keypool.http.IdempotencyStore.Claim.Granted;
import dev.keypool.http.IdempotencyStore.Claim.InProgress;
import dev.keypool.http.IdempotencyStore.Claim.OtherRequest;
import dev.keypool.identity.KeptAnswerTable.Kept;
import dev.keypool.store.Database;
import dev.keypool.values.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of the last 24 hours in the database, so that a restart forgets none. What is being worked on is known in memory: a
 * process that dies between a write and the keeping of its answer, which follow each other, leaves the key free. Each caller
 * has bounds of its own; beyond them its oldest answers go. Thread-safe.
 */
public final class KeptAnswers implements IdempotencyStore {
    public static final Duration KEPT = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(KeptAnswers.class);
    /** Room is made once in so many writes: a caller may be beyond its bounds by that many. */
    private static final int ROUND = 64;

    private final Database database;
    private final UnaryOperator<String> blind;
    private final int mostAnswers;
    private final long mostBytes;
    private final Map<WriteKey, Running> running = new ConcurrentHashMap<>();
    private final AtomicLong writes = new AtomicLong();

    private record Running(String fingerprint, Instant claimed) {}

    /**
     * At most 10,000 answers, in about 16 MiB, for each caller.
     *
     * @param blind a keyed hash, such as {@code Vault::blind}: a fingerprint is made of bodies that hold credentials, and whoever
     *     reads the database must not be able to try out guesses
     */
    public KeptAnswers(Database database, UnaryOperator<String> blind) {
        this(database, blind, 10_000, 16L << 20);
    }

    KeptAnswers(Database database, UnaryOperator<String> blind, int mostAnswers, long mostBytes) {
        this.database = database;
        this.blind = blind;
        this.mostAnswers = mostAnswers;
        this.mostBytes = mostBytes;
    }

    @Override
    public Claim claim(WriteKey key, String fingerprint, Instant now) {
        var mine = new Running(blind.apply(fingerprint), now);
        Running other = running.putIfAbsent(key, mine);
        if (other != null)
            return other.fingerprint().equals(mine.fingerprint()) ? new InProgress() : new OtherRequest();
        boolean granted = false;
        try {
            // Whoever finished before us left the map only after its row was committed.
            Optional<Kept> kept =
                    database.<Optional<Kept>>read(handle -> KeptAnswerTable.find(handle, key, now.minus(KEPT)));
            granted = kept.isEmpty();
            return kept.<Claim>map(known -> known(known, mine)).orElseGet(Granted::new);
        } finally {
            if (!granted) running.remove(key);
        }
    }

    private static Claim known(Kept kept, Running mine) {
        return kept.fingerprint().equals(mine.fingerprint()) ? new Done(kept.answer()) : new OtherRequest();
    }

    /** The write itself was done: that its answer could not be kept must not make it look as if it had not been. */
    @Override
    public void keep(WriteKey key, Stored answer) {
        Running mine = running.get(key);
        if (mine == null) return;
        boolean round = writes.incrementAndGet() % ROUND == 0;
        try {
            database.write(handle -> {
                KeptAnswerTable.put(handle, key, new Kept(mine.fingerprint(), answer), mine.claimed());
                if (round) KeptAnswerTable.makeRoom(handle, key.caller(), mostAnswers, mostBytes);
                return true;
            });
        } catch (Refusal away) {
            LOG.warn("An answer could not be kept, its Idempotency-Key is free again: {}", away.sentence());
        } finally {
            running.remove(key);
        }
    }

    @Override
    public void release(WriteKey key) {
        running.remove(key);
    }

    /** Deletes answers that were claimed by then, oldest first; says how many: fewer than {@code most} when none is left. Blocks. */
    public int forget(Instant before, int most) {
        return database.<Integer>write(handle -> KeptAnswerTable.deleteOldOfAllCallers(handle, before, most));
    }
}
