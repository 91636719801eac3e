package dev.keypool.gateway;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.http.Operation;
import dev.keypool.identity.Audit;
import dev.keypool.ledger.Row;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The door of kept content: {@code GET} and {@code PUT /api/v1/capture}, and the table behind it. Thread-safe. Which brands want
 * it stands in memory; {@link CaptureQueue} writes.
 */
public final class StoredCapture implements Capture, AutoCloseable {
    /** Rows of half a mebibyte at most, for which nobody else may wait long. */
    private static final int SLICE = 16;

    private static final int STANDARD_DAYS = 7;

    private final Database database;
    private final Audit audit;
    private final InstantSource clock;
    private final CaptureQueue queue;
    /** Keeps memory in the order of the commits. */
    private final ReentrantLock order = new ReentrantLock();

    private volatile Map<BrandId, Integer> days;

    private StoredCapture(Database database, Audit audit, InstantSource clock, long mostWaiting) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.days = database.read(CaptureTable::wishesOfAllBrands);
        this.queue = new CaptureQueue(database, mostWaiting);
    }

    /** Reads which brands want it, and starts to write. */
    public static StoredCapture open(Database database, Audit audit, InstantSource clock) {
        return open(database, audit, clock, CaptureQueue.MOST_WAITING);
    }

    /** @param mostWaiting bytes that may wait to be written */
    static StoredCapture open(Database database, Audit audit, InstantSource clock, long mostWaiting) {
        return new StoredCapture(database, audit, clock, mostWaiting);
    }

    /** What is to be written of one request. */
    record Kept(String requestId, Caller caller, Instant at, Clip ask, Clip answer) {
        int size() {
            return ask.kept() + answer.kept();
        }
    }

    @Override
    public boolean wanted(BrandId brand) {
        return days.containsKey(brand);
    }

    @Override
    public void keep(String requestId, Caller caller, Clip ask, Clip answer) {
        if (wanted(caller.brand())) queue.add(new Kept(requestId, caller, clock.instant(), ask, answer));
    }

    @Override
    public Optional<Captured> find(BrandId brand, Row.@Nullable Asker asker, String requestId) {
        return database.<Optional<Captured>>read(handle -> CaptureTable.find(handle, brand, asker, requestId));
    }

    /** Handlers by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations() {
        return Map.of("getCapture", this::get, "setCapture", this::set);
    }

    /** The answer of both. */
    record Page(boolean success, Wish capture) {}

    /** What a brand wants; without days when it wants nothing. */
    record Wish(boolean enabled, @Nullable Integer keepDays) {
        static Wish of(@Nullable Integer days) {
            return new Wish(days != null, days);
        }
    }

    private Answer get(Call call) {
        return Answer.ok(new Page(true, Wish.of(days.get(call.caller().brand()))));
    }

    private Answer set(Call call) {
        boolean enabled = call.body().path("enabled").booleanValue();
        if (!enabled && call.body().hasNonNull("keep_days"))
            throw Refusal.invalid(List.of(new Refusal.Fault(
                    List.of("body", "keep_days"),
                    "keep_days says how long content is kept, which enabled: false ends at once. Leave it out.",
                    "not_applicable")));
        BrandId brand = call.caller().brand();
        Integer wish = enabled ? (Integer) call.body().path("keep_days").asInt(STANDARD_DAYS) : null;
        change(call, brand, wish);
        if (wish == null) deleteAll(brand);
        return Answer.ok(new Page(true, Wish.of(wish)));
    }

    private void change(Call call, BrandId brand, @Nullable Integer wish) {
        order.lock();
        try {
            String before = Json.text(Wish.of(days.get(brand)));
            database.<Boolean>write(handle -> {
                if (wish == null) CaptureTable.unwant(handle, brand);
                else CaptureTable.want(handle, brand, wish, clock.instant());
                audit.note(handle, call, brand, "capture.set", "capture", before, Json.text(Wish.of(wish)));
                return true;
            });
            Map<BrandId, Integer> now = new HashMap<>(days);
            if (wish == null) now.remove(brand);
            else now.put(brand, wish);
            days = Map.copyOf(now);
        } finally {
            order.unlock();
        }
    }

    private void deleteAll(BrandId brand) {
        int gone;
        do {
            // A slice at a time: the ledger's rows come between.
            gone = database.<Integer>write(handle -> CaptureTable.delete(handle, brand, SLICE));
        } while (gone == SLICE);
    }

    /**
     * Deletes content that is older than its brand wants it kept. Blocks.
     *
     * @param yesterday a day before now, the shortest that is kept
     * @return how many went; fewer than {@code most} when no more are left
     */
    public int forget(Instant yesterday, int most) {
        Instant now = yesterday.plusSeconds(86_400);
        int gone = 0;
        while (gone < most) {
            int slice = Math.min(SLICE, most - gone);
            int done = database.<Integer>write(handle -> CaptureTable.deleteOldOfAllBrands(handle, now, slice));
            gone += done;
            if (done < slice) break;
        }
        return gone;
    }

    /** Content that was left out since the start, because it came faster than it could be written. */
    public long leftOut() {
        return queue.leftOut();
    }

    /** Waits until what was taken over is written. */
    void settle() {
        queue.settle();
    }

    /** Writes what was taken over, at most for some seconds. Close it before the database. */
    @Override
    public void close() {
        queue.close();
    }
}
