package dev.keypool.ledger;

import dev.keypool.values.BrandId;
import dev.keypool.values.Money;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Requests of agents, day by day. Confined to the writer thread. */
final class AgentDayTable {
    /** Beyond any budget, and far enough from the largest number that a sum over the month may be told. */
    private static final long MOST_HELD = 1_000_000_000_000_000_000L;

    private final Prepared add = new Prepared("""
            INSERT INTO agent_day (brand, agent, day, requests, held_nanos) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (brand, agent, day) DO UPDATE SET requests = requests + excluded.requests,
                held_nanos = min(%d, held_nanos + excluded.held_nanos)""".formatted(MOST_HELD));

    private record Key(BrandId brand, String agent, long day) {}

    private record Sums(long requests, long held) {
        Sums plus(Sums more) {
            return new Sums(requests + more.requests, Math.min(MOST_HELD, held + more.held));
        }
    }

    /** @param inserted for each booking whether its row is new: one that stood there already was counted then */
    void addOfAllBrands(Handle handle, List<Booking> batch, int[] inserted) throws SQLException {
        Map<Key, Sums> sums = new HashMap<>();
        for (int i = 0; i < inserted.length; i++) {
            AgentShare share = batch.get(i).share();
            if (share == null || inserted[i] == 0 || !share.matters()) continue;
            Row row = batch.get(i).row();
            var key = new Key(row.brand(), share.agent(), Micros.day(row.bookedAt()));
            sums.merge(key, new Sums(share.counts() ? 1 : 0, nanos(share.held())), Sums::plus);
        }
        if (!sums.isEmpty()) write(handle, sums);
    }

    private static long nanos(@Nullable Money held) {
        return held == null ? 0 : Math.min(MOST_HELD, held.nanos());
    }

    private void write(Handle handle, Map<Key, Sums> all) throws SQLException {
        PreparedStatement statement = add.on(handle.getConnection());
        try {
            Parameters row = new Parameters(statement);
            for (Map.Entry<Key, Sums> one : all.entrySet()) {
                Key key = one.getKey();
                row.number(key.brand().value()).text(key.agent()).number(key.day());
                row.number(one.getValue().requests())
                        .number(one.getValue().held())
                        .add();
            }
            statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }
}
