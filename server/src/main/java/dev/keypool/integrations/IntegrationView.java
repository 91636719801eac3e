package dev.keypool.integrations;

import dev.keypool.values.Money;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Integration object of the contract, section 1: every field, in its order. Immutable. */
record IntegrationView(
        long id,
        String providerName,
        String providerLabel,
        @Nullable String keyLabel,
        boolean isActive,
        boolean isPrimary,
        int priority,
        @Nullable Long dailyLimit,
        long dailyCount,
        @Nullable Long minuteLimit,
        long minuteCount,
        String healthStatus,
        int consecutiveFailures,
        @Nullable Instant lastUsedAt,
        @Nullable Money spendLimitAmount,
        @Nullable String spendLimitPeriod,
        @Nullable String spendLimitAction,
        boolean spendLimitExceeded,
        @Nullable Money cachedBalance,
        @Nullable Money cachedUsageToday,
        @Nullable Money cachedUsageMonth,
        @Nullable String cachedCurrency,
        @Nullable Instant billingSyncedAt,
        Map<String, String> keyPreview,
        Instant createdAt,
        Instant updatedAt) {
    static IntegrationView of(LiveKey live) {
        var row = live.key().row();
        var settings = row.settings();
        var spend = settings.spendLimit();
        var billed = row.billed();
        var now = live.view();
        return new IntegrationView(
                row.id().value(),
                row.provider(),
                live.key().providerLabel(),
                settings.label(),
                settings.active(),
                settings.primary(),
                settings.priority(),
                settings.dailyLimit(),
                now.dailyCount(),
                settings.minuteLimit(),
                now.minuteCount(),
                now.standing().health().wire(),
                now.standing().consecutiveFailures(),
                now.lastUsedAt(),
                spend == null ? null : spend.amount(),
                spend == null ? null : spend.period().wire(),
                spend == null ? null : spend.action().wire(),
                now.spendExceeded(),
                billed.balance(),
                billed.usageToday(),
                billed.usageMonth(),
                billed.currency(),
                billed.syncedAt(),
                live.key().preview(),
                row.stamps().createdAt(),
                live.updatedAt());
    }
}
