package dev.keypool.integrations;

import dev.keypool.pool.SpendLimit;
import dev.keypool.values.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** {@link KeySettings} as the columns of the tables {@code integration} and {@code invite}. */
final class SettingsColumns {
    private SettingsColumns() {}

    static void bind(SqlStatement<?> statement, KeySettings settings) {
        SpendLimit spend = settings.spendLimit();
        statement
                .bind("label", settings.label())
                .bind("active", settings.active() ? 1 : 0)
                .bind("primary", settings.primary() ? 1 : 0)
                .bind("priority", settings.priority())
                .bind("daily", settings.dailyLimit())
                .bind("minute", settings.minuteLimit())
                .bind("group", settings.accountGroup())
                .bind("spend", spend == null ? null : Columns.nanos(spend.amount()))
                .bind("period", spend == null ? null : spend.period().wire())
                .bind("action", spend == null ? null : spend.action().wire());
    }

    static KeySettings read(ResultSet row) throws SQLException {
        return new KeySettings(
                row.getString("label"),
                row.getInt("is_active") == 1,
                row.getInt("is_primary") == 1,
                row.getInt("priority"),
                Columns.count(row, "daily_limit"),
                Columns.count(row, "minute_limit"),
                spendLimit(row),
                row.getString("account_group"));
    }

    private static @Nullable SpendLimit spendLimit(ResultSet row) throws SQLException {
        Money amount = Columns.money(row, "spend_limit_nanos");
        if (amount == null) return null;
        return new SpendLimit(
                amount,
                SpendLimit.Period.valueOf(row.getString("spend_limit_period").toUpperCase(Locale.ROOT)),
                SpendLimit.Action.valueOf(row.getString("spend_limit_action").toUpperCase(Locale.ROOT)));
    }
}
