package dev.keypool.ledger;

import dev.keypool.store.Database;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows and the daily sums over them in one transaction, so that the sums are a fold over the rows at every moment.
 * Confined to the writer thread.
 */
final class Books implements Database.BatchWork<Booking> {
    private static final Logger LOG = LoggerFactory.getLogger(Books.class);

    private final AttemptTable attempts;
    private final UsageTable usage;
    private final AgentDayTable agents = new AgentDayTable();
    private final AskedTable asked = new AskedTable();

    Books(AttemptTable attempts, UsageTable usage) {
        this.attempts = attempts;
        this.usage = usage;
    }

    @Override
    public void run(Handle handle, List<Booking> batch) {
        List<Row> rows = batch.stream().map(Booking::row).toList();
        try {
            int[] inserted = attempts.insertOfAllBrands(handle, rows);
            usage.addOfAllBrands(handle, fold(rows, inserted));
            agents.addOfAllBrands(handle, batch, inserted);
            asked.addOfAllBrands(handle, rows, inserted);
        } catch (SQLException e) {
            throw new IllegalStateException("The rows could not be written", e);
        }
    }

    /** Rows for the attempts that were under way when an earlier process ended, as far as they have none. */
    void makeUp(Database database, List<Ledger.Mark> left) {
        if (left.isEmpty()) return;
        List<Booking> rows = left.stream().map(Booking::interrupted).toList();
        database.write(handle -> {
            run(handle, rows);
            return true;
        });
        LOG.info("{} attempts were under way when an earlier process ended; those without a row got one", left.size());
    }

    /** Sums in memory first: many rows of one key become one statement. A row that stood there already was summed then. */
    private static Map<UsageKey, UsageFold> fold(List<Row> batch, int[] inserted) {
        Map<UsageKey, UsageFold> folds = HashMap.newHashMap(batch.size());
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i] == 0) continue;
            Row row = batch.get(i);
            folds.computeIfAbsent(UsageKey.of(row), _ -> new UsageFold()).add(row);
        }
        return folds;
    }
}
