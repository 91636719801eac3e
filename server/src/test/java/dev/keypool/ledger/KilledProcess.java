package dev.keypool.ledger;

import dev.keypool.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * The process that {@link KillTest} kills: four threads mark and append as fast as they can, and write down what they did in a
 * file of 17-byte records (what, attempt id). One attempt in ten is marked and never ends. Says on its output each time
 * another hundred rows were acknowledged.
 */
final class KilledProcess {
    static final byte MARKED = 'M';
    static final byte ACKNOWLEDGED = 'A';
    static final int RECORD = 17;

    /** Begins the lines that {@link KillTest} waits for; the rest of the output is the log. */
    static final String PROGRESS = "acknowledged ";

    private static final int THREADS = 4;
    private static final int UNDER_WAY = 40;
    private static final Instant START = Instant.parse("2026-11-23T23:59:50Z");

    private final Ledger ledger;
    private final FileChannel diary;
    private int acknowledged;

    private KilledProcess(Ledger ledger, FileChannel diary) {
        this.ledger = ledger;
        this.diary = diary;
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long seed = Long.parseLong(args[1]);
        try (Database database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
                Ledger ledger = Ledger.open(database, folder.resolve("in-flight"));
                FileChannel diary = FileChannel.open(
                        folder.resolve("diary"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            KilledProcess process = new KilledProcess(ledger, diary);
            Thread[] threads = new Thread[THREADS];
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(seed * THREADS + i);
                threads[i] = Thread.ofPlatform().start(() -> process.work(random));
            }
            for (Thread thread : threads) thread.join();
        }
    }

    private void work(SplittableRandom random) {
        Samples samples = new Samples(random);
        Semaphore room = new Semaphore(UNDER_WAY);
        for (int i = 0; ; i++) {
            room.acquireUninterruptibly();
            Entry entry = samples.ok(START.plusMillis(i));
            int slot = ledger.mark(Samples.markOf(entry));
            note(MARKED, entry.attemptId());
            if (random.nextInt(10) == 0) {
                room.release();
                continue;
            }
            Runnable committed = () -> {
                acknowledge(entry.attemptId());
                room.release();
            };
            ledger.append(entry, slot, committed, KilledProcess::stop);
        }
    }

    /** Confined to the writer thread, as every such callback. */
    private void acknowledge(UUID attempt) {
        note(ACKNOWLEDGED, attempt);
        acknowledged++;
        if (acknowledged % 100 == 0) System.out.println(PROGRESS + acknowledged);
    }

    private void note(byte what, UUID attempt) {
        ByteBuffer line = ByteBuffer.allocate(RECORD)
                .put(what)
                .putLong(attempt.getMostSignificantBits())
                .putLong(attempt.getLeastSignificantBits())
                .flip();
        try {
            diary.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(Throwable fault) {
        System.err.println("A row could not be written: " + fault);
        System.exit(1);
    }
}
