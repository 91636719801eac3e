package dev.keypool.integrations;

import dev.keypool.pool.SpendLimit;
import dev.keypool.pool.SpendLimit.Action;
import dev.keypool.pool.SpendLimit.Period;
import dev.keypool.values.Money;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The settings in the bodies of POST and PATCH: what may be sent, and what it means. */
final class SettingsBody {
    static final Set<String> CREATE_FIELDS = Set.of(
            "provider_name",
            "credentials",
            "key_label",
            "is_primary",
            "daily_limit",
            "minute_limit",
            "spend_limit_amount",
            "spend_limit_period",
            "spend_limit_action",
            "account_group");
    private static final Set<String> PATCH_FIELDS = Set.of(
            "key_label",
            "is_active",
            "is_primary",
            "priority",
            "daily_limit",
            "minute_limit",
            "spend_limit_amount",
            "spend_limit_period",
            "spend_limit_action",
            "account_group");
    private static final Set<String> FIXED_FIELDS = Set.of("provider_name", "credentials");
    private static final Map<String, Period> PERIODS = Map.of("daily", Period.DAILY, "monthly", Period.MONTHLY);
    private static final Map<String, Action> ACTIONS = Map.of("warn", Action.WARN, "block", Action.BLOCK);
    private static final int GROUP_MAX = 64;
    private static final long LIMIT_MAX = 1_000_000_000;

    private SettingsBody() {}

    static KeySettings created(BodyReader body) {
        boolean primary = body.flag("is_primary", false);
        return new KeySettings(
                body.label("key_label"),
                true,
                primary,
                KeySettings.priorityOf(primary),
                body.count("daily_limit", 1, LIMIT_MAX),
                body.count("minute_limit", 1, LIMIT_MAX),
                spendLimit(body, body.amount("spend_limit_amount"), null),
                body.text("account_group", GROUP_MAX));
    }

    /** The same for a key that somebody else is invited to add, where a priority may be sent too. */
    static KeySettings invited(BodyReader body) {
        KeySettings made = created(body);
        return made.ranked(priority(body, made, made.primary()));
    }

    /** The settings after a PATCH. Only what was sent changes; faults are left in {@code body}. */
    static KeySettings patched(KeySettings before, BodyReader body, boolean nothingSent) {
        checkNames(body, nothingSent);
        boolean primary = body.flag("is_primary", before.primary());
        Money amount = body.sent("spend_limit_amount")
                ? body.amount("spend_limit_amount")
                : before.spendLimit() == null ? null : before.spendLimit().amount();
        return new KeySettings(
                body.sent("key_label") ? body.label("key_label") : before.label(),
                body.flag("is_active", before.active()),
                primary,
                priority(body, before, primary),
                body.sent("daily_limit") ? body.count("daily_limit", 1, LIMIT_MAX) : before.dailyLimit(),
                body.sent("minute_limit") ? body.count("minute_limit", 1, LIMIT_MAX) : before.minuteLimit(),
                spendLimit(body, amount, before),
                body.sent("account_group") ? body.text("account_group", GROUP_MAX) : before.accountGroup());
    }

    private static void checkNames(BodyReader body, boolean nothingSent) {
        if (nothingSent) {
            String fields = String.join(", ", new TreeSet<>(PATCH_FIELDS));
            body.fault(
                    List.of(), "There is nothing to change: send at least one of " + fields + ".", "nothing_to_change");
        }
        for (String fixed : List.of("provider_name", "credentials")) {
            if (!body.sent(fixed)) continue;
            String message = fixed + " cannot be changed: delete this integration and create a new one.";
            body.fault(List.of(fixed), message, "not_changeable");
        }
        Set<String> known = new TreeSet<>(PATCH_FIELDS);
        known.addAll(FIXED_FIELDS);
        body.only(known);
    }

    private static int priority(BodyReader body, KeySettings before, boolean primary) {
        if (!body.sent("priority")) {
            return body.sent("is_primary") ? KeySettings.priorityOf(primary) : before.priority();
        }
        if (body.value("priority") == null) {
            body.fault(List.of("priority"), "priority must be a whole number from 0 to 100.", "invalid_integer");
            return before.priority();
        }
        Long sent = body.count("priority", 0, 100);
        return sent == null ? before.priority() : sent.intValue();
    }

    /** @param before null on creation, where period and action without an amount are the defaults of no limit */
    private static @Nullable SpendLimit spendLimit(
            BodyReader body, @Nullable Money amount, @Nullable KeySettings before) {
        SpendLimit was = before == null ? null : before.spendLimit();
        Period period = body.choice(
                "spend_limit_period",
                PERIODS,
                was == null || body.sent("spend_limit_period") ? Period.MONTHLY : was.period());
        Action action = body.choice(
                "spend_limit_action",
                ACTIONS,
                was == null || body.sent("spend_limit_action") ? Action.WARN : was.action());
        if (amount != null) return new SpendLimit(amount, period, action);
        boolean detailSent = body.value("spend_limit_period") != null || body.value("spend_limit_action") != null;
        if (before != null && detailSent && !body.sent("spend_limit_amount")) {
            body.fault(
                    List.of("spend_limit_amount"),
                    "This integration has no spend limit: send spend_limit_amount together with its period and action.",
                    "missing");
        }
        return null;
    }
}
