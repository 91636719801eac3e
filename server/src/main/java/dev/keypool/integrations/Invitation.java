package dev.keypool.integrations;

import dev.keypool.pool.SpendLimit;
import dev.keypool.values.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An invitation as the contributor sees it: who invites, what for, what the key may do; nothing else of the brand. Immutable. */
record Invitation(
        String brandName,
        @Nullable String note,
        @Nullable String providerName,
        @Nullable String keyLabel,
        @Nullable Long dailyLimit,
        @Nullable Long minuteLimit,
        @Nullable Money spendLimitAmount,
        @Nullable String spendLimitPeriod,
        @Nullable String spendLimitAction,
        Instant expiresAt) {
    static Invitation of(Invite invite, String brandName) {
        Invite.Terms terms = invite.terms();
        KeySettings settings = terms.settings();
        SpendLimit spend = settings.spendLimit();
        return new Invitation(
                brandName,
                terms.note(),
                terms.provider(),
                settings.label(),
                settings.dailyLimit(),
                settings.minuteLimit(),
                spend == null ? null : spend.amount(),
                spend == null ? null : spend.period().wire(),
                spend == null ? null : spend.action().wire(),
                invite.expiresAt());
    }
}
