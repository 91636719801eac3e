package dev.keypool.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One statement that stays compiled as long as the writing connection lives: compiling it anew would cost more than running
 * it. Confined to the writer thread.
 */
final class Prepared {
    private final String sql;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement statement;

    Prepared(String sql) {
        this.sql = sql;
    }

    PreparedStatement on(Connection current) throws SQLException {
        PreparedStatement ready = statement;
        if (ready == null || !Objects.equals(connection, current)) {
            ready = current.prepareStatement(sql);
            statement = ready;
            connection = current;
        }
        return ready;
    }
}
