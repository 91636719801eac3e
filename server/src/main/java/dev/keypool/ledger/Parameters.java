package dev.keypool.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Binds the parameters of a statement one after the other, so that their order is the order of the columns. */
final class Parameters {
    private final PreparedStatement statement;
    private int last;

    Parameters(PreparedStatement statement) {
        this.statement = statement;
    }

    Parameters number(long value) throws SQLException {
        statement.setLong(++last, value);
        return this;
    }

    Parameters number(@Nullable Long value) throws SQLException {
        if (value == null) {
            statement.setNull(++last, Types.BIGINT);
            return this;
        }
        return number(value.longValue());
    }

    Parameters flag(boolean value) throws SQLException {
        return number(value ? 1L : 0L);
    }

    Parameters text(@Nullable String value) throws SQLException {
        statement.setString(++last, value);
        return this;
    }

    Parameters bytes(byte[] value) throws SQLException {
        statement.setBytes(++last, value);
        return this;
    }

    /** Closes the row; the next parameter is the first of the next one. */
    void add() throws SQLException {
        statement.addBatch();
        last = 0;
    }
}
