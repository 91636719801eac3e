package dev.keypool.ledger;

import dev.keypool.store.Database;
import dev.keypool.store.GroupCommit;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The truth about every attempt. Thread-safe. An attempt is first marked in a mapped file (microseconds, survives
 * {@code kill -9}), then sent, then appended; the mark goes when its row is committed. At start, marks without a row become
 * rows with the result {@code interrupted}, so that counts equal what providers saw.
 */
public final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final Database database;
    private final InFlight inFlight;
    private final AttemptTable attempts;
    private final ResetTable resets;
    private final UseReport report;
    private final UsageReader usage = new UsageReader();
    private final AskedTable asked = new AskedTable();
    private final CostReader costs = new CostReader();
    private final AgentReader agents = new AgentReader();
    private final History history;
    private final Traces traces;
    private final GroupCommit<Booking> rows;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Ledger(Database database, InFlight inFlight, AttemptTable attempts, UsageTable usage) {
        this.database = database;
        this.history = new History(database);
        this.inFlight = inFlight;
        this.attempts = attempts;
        this.resets = new ResetTable();
        this.traces = new Traces(database);
        this.report = new UseReport(attempts, usage, resets);
        this.rows = database.groupCommit(new Books(attempts, usage));
    }

    /**
     * Opens the ledger, turns marks that a dead process left into rows, and starts its writer. Throws a {@link Refusal}
     * with a sentence for the operator when the file cannot be written or is not ours.
     */
    public static Ledger open(Database database, Path inFlightFile) {
        AttemptTable attempts = new AttemptTable();
        UsageTable usage = new UsageTable();
        try {
            new Books(attempts, usage).makeUp(database, InFlightFile.left(inFlightFile));
            // Only now, when the rows are committed, may the marks go. Dying between the two repeats rows that are
            // known.
            return new Ledger(database, new InFlight(InFlightFile.fresh(inFlightFile)), attempts, usage);
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "store_unavailable",
                    "The in-flight file " + inFlightFile + " cannot be read and written. Check that its folder has room"
                            + " and belongs to the user that runs Keypool.");
        }
    }

    /**
     * What a mark holds: enough to write the row if the process dies.
     *
     * @param held what the key's spend counts while the cost is unknown, null when nothing
     * @param share what it counts for its agent, null when no agent asked
     */
    public record Mark(
            UUID attemptId,
            BrandId brand,
            IntegrationId integration,
            String provider,
            Instant sentAt,
            @Nullable Money held,
            @Nullable AgentShare share) {
        /** An attempt that no agent asked for. */
        public Mark(
                UUID attemptId,
                BrandId brand,
                IntegrationId integration,
                String provider,
                Instant sentAt,
                @Nullable Money held) {
            this(attemptId, brand, integration, provider, sentAt, held, null);
        }

        /** An attempt whose key's spend counts no more than the cost. */
        public Mark(UUID attemptId, BrandId brand, IntegrationId integration, String provider, Instant sentAt) {
            this(attemptId, brand, integration, provider, sentAt, null, null);
        }
    }

    /**
     * Marks an attempt as sent. Never blocks; about a microsecond. Returns the mark's slot; -1 when the disk has no room for
     * more marks than are there, which is logged.
     */
    public int mark(Mark mark) {
        return inFlight.mark(mark);
    }

    /**
     * Appends a row and returns at once. A row that could not be written leaves its mark, so that the next start makes up
     * for it.
     *
     * @param slot of {@link #mark}, or -1 when the attempt was never sent
     * @param committed called on the writer thread when the row is durable; must be quick
     * @param failed called instead when the row could not be written
     */
    public void append(Entry entry, int slot, Runnable committed, java.util.function.Consumer<Throwable> failed) {
        append(entry, null, slot, committed, failed);
    }

    /** @param share what it counts for its agent, written in the same transaction; null when no agent asked */
    public void append(
            Entry entry,
            @Nullable AgentShare share,
            int slot,
            Runnable committed,
            java.util.function.Consumer<Throwable> failed) {
        UUID attempt = entry.attemptId();
        Runnable done = () -> {
            try {
                inFlight.clear(slot, attempt);
            } finally {
                committed.run();
            }
        };
        rows.submit(new Booking(Row.of(entry), share), done, failed);
    }

    /** Use of every key that was ever used, for the counters at start; in the order of the keys. */
    public List<Use> uses(Instant now) {
        return database.read(handle -> report.ofAllBrands(handle, now));
    }

    /** Use of every agent that was used in the month of {@code now}, for the counters at start; in the order of their ids. */
    public List<AgentUse> agentUses(Instant now) {
        return database.read(handle -> agents.ofAllBrands(handle, now));
    }

    /** What that agent used in the UTC month of {@code now}, model by model, the dearest first. Blocks. */
    public List<ModelUse> agentModels(BrandId brand, String agent, Instant now) {
        return database.read(handle -> agents.byModel(handle, brand, agent, now));
    }

    /**
     * Counts and spend of that key start again at zero: rows sent before {@code now} no longer count in {@link #uses}, nor does
     * what was appended before. Rows stay, and so does their cost everywhere else.
     */
    public void resetCounts(BrandId brand, IntegrationId integration, Instant now) {
        database.write(handle -> {
            resets.put(handle, brand, integration, now, costs.spent(handle, brand, integration, now));
            return true;
        });
    }

    /** The brand's latest attempts, newest first. */
    public List<Row> recent(BrandId brand, int limit) {
        return database.read(handle -> attempts.recent(handle, brand, limit));
    }

    /** Attempts of that key that were sent at {@code from} or later, whatever was reset. */
    public long countSent(BrandId brand, IntegrationId integration, Instant from) {
        return database.read(handle -> attempts.countSent(handle, brand, integration, from));
    }

    /** Sums over the attempts that have ended, deleted keys too, whatever was reset; in the order of the keys. */
    public List<UsageLine> usage(UsageQuestion question) {
        return database.read(handle -> usage.lines(handle, question));
    }

    /** What was asked for under each name that pins no provider, in those UTC days; by name. Blocks. */
    public List<AskedUse> asked(BrandId brand, LocalDate from, LocalDate to) {
        return database.read(handle -> asked.uses(handle, brand, from, to));
    }

    /** How often each model of each provider was sent for in those UTC days, the most used first. Blocks. */
    public List<ServedUse> served(BrandId brand, LocalDate from, LocalDate to) {
        return database.read(handle -> usage.served(handle, brand, from, to));
    }

    /** Requests with their attempts. */
    public Traces traces() {
        return traces;
    }

    /** What that key cost by our own rows, up to that moment and without regard to resets. */
    public PeriodCosts costs(BrandId brand, IntegrationId integration, Instant until) {
        return database.read(handle -> costs.until(handle, brand, integration, until));
    }

    /** The same as far as it is counted as spent: what was forgiven by a reset in that day or month is left out. */
    public PeriodCosts countedCosts(BrandId brand, IntegrationId integration, Instant until) {
        return database.read(
                handle -> costs.counted(handle, resets.find(handle, brand, integration), brand, integration, until));
    }

    /** What is old enough to go. */
    public History history() {
        return history;
    }

    /** What that key has cost in the UTC day and month of {@code now}, as far as it is committed. */
    public Spent spent(BrandId brand, IntegrationId integration, Instant now) {
        return database.read(handle -> SpentQuery.ofKey(handle, brand, integration, now));
    }

    /** What all keys of that brand and provider have cost together, those included that are deleted by now. */
    public Spent spent(BrandId brand, String provider, Instant now) {
        return database.read(handle -> SpentQuery.ofProvider(handle, brand, provider, now));
    }

    /** Marks in use, for metrics and tests. */
    public int inFlight() {
        return inFlight.count();
    }

    /** Waits until what was appended is written, then unmaps the file. Close it before the database. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) return;
        try {
            // A transaction of its own sees, and so waits for, every row that was submitted before it.
            database.write(_ -> true);
        } catch (Refusal away) {
            LOG.warn("The last rows could not be written; their marks stay for the next start");
        }
        try {
            inFlight.close();
        } catch (IOException e) {
            LOG.warn("The in-flight file did not close cleanly: {}", e.getMessage());
        }
    }
}
