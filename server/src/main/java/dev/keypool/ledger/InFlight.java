package dev.keypool.ledger;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks of the attempts under way. Thread-safe and lock-free but for the rare moment when the file grows. Free slots are a
 * stack, so that few pages are in use and those are warm.
 */
final class InFlight implements AutoCloseable {
    /** What {@link #mark} answers when the file cannot grow. */
    static final int NO_SLOT = -1;

    private static final Logger LOG = LoggerFactory.getLogger(InFlight.class);
    private static final long INDEX_MASK = 0xFFFF_FFFFL;

    private final InFlightFile file;
    private final AtomicInteger marks = new AtomicInteger();

    /** Slots that were never used begin here. */
    private final AtomicInteger untouched = new AtomicInteger();

    /** Top of the stack: a count of changes above, slot + 1 below (0: empty). The count keeps a stale top from winning. */
    private final AtomicLong top = new AtomicLong();

    private volatile Region[] regions;

    private record Region(MemorySegment memory, AtomicIntegerArray below) {}

    InFlight(InFlightFile file) throws IOException {
        this.file = file;
        this.regions = new Region[] {region(0)};
    }

    /** Marks an attempt; its slot, or {@link #NO_SLOT} when the disk has no room for one more region. */
    int mark(Ledger.Mark mark) {
        int slot = take();
        if (slot == NO_SLOT) return NO_SLOT;
        MarkSlot.write(regionOf(slot).memory, offset(slot), mark);
        marks.incrementAndGet();
        return slot;
    }

    /** Takes the mark of that attempt away. A slot that holds another attempt, or none, is left alone. */
    void clear(int slot, UUID attempt) {
        if (slot < 0) return;
        if (!MarkSlot.free(regionOf(slot).memory, offset(slot), attempt)) return;
        marks.decrementAndGet();
        give(slot);
    }

    int count() {
        return marks.get();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private int take() {
        while (true) {
            long seen = top.get();
            int slot = (int) (seen & INDEX_MASK) - 1;
            if (slot < 0) return takeUntouched();
            int below = regionOf(slot).below.get(slot % InFlightFile.REGION_SLOTS);
            if (top.compareAndSet(seen, changed(seen, below))) return slot;
        }
    }

    private void give(int slot) {
        while (true) {
            long seen = top.get();
            regionOf(slot).below.set(slot % InFlightFile.REGION_SLOTS, (int) (seen & INDEX_MASK));
            if (top.compareAndSet(seen, changed(seen, slot + 1))) return;
        }
    }

    private static long changed(long seen, int index) {
        return ((seen >>> Integer.SIZE) + 1) << Integer.SIZE | index;
    }

    private int takeUntouched() {
        while (true) {
            int slot = untouched.get();
            if (slot / InFlightFile.REGION_SLOTS >= regions.length && !grow(slot)) return NO_SLOT;
            if (untouched.compareAndSet(slot, slot + 1)) return slot;
        }
    }

    private synchronized boolean grow(int slot) {
        Region[] now = regions;
        int number = slot / InFlightFile.REGION_SLOTS;
        if (number < now.length) return true;
        try {
            Region[] more = Arrays.copyOf(now, now.length + 1);
            more[now.length] = region(now.length);
            regions = more;
            return true;
        } catch (IOException e) {
            LOG.warn("The in-flight file cannot grow; attempts beyond it are not marked: {}", e.getMessage());
            return false;
        }
    }

    private Region region(int number) throws IOException {
        return new Region(file.region(number), new AtomicIntegerArray(InFlightFile.REGION_SLOTS));
    }

    private Region regionOf(int slot) {
        return regions[slot / InFlightFile.REGION_SLOTS];
    }

    private static long offset(int slot) {
        return (long) (slot % InFlightFile.REGION_SLOTS) * MarkSlot.BYTES;
    }
}
