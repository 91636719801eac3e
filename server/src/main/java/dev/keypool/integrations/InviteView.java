package dev.keypool.integrations;

import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Provider;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An invitation as its brand sees it, every field in its order. Immutable. */
record InviteView(
        long id,
        String state,
        @Nullable String providerName,
        @Nullable String providerLabel,
        @Nullable String keyLabel,
        boolean isPrimary,
        int priority,
        @Nullable Long dailyLimit,
        @Nullable Long minuteLimit,
        @Nullable Money spendLimitAmount,
        @Nullable String spendLimitPeriod,
        @Nullable String spendLimitAction,
        @Nullable String accountGroup,
        @Nullable String note,
        String madeBy,
        @Nullable String madeByName,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant usedAt,
        @Nullable Long integrationId) {
    static InviteView of(Invite invite, InviteParts parts) {
        Invite.Terms terms = invite.terms();
        var settings = terms.settings();
        var spend = settings.spendLimit();
        IntegrationId became = invite.stamps().became();
        return new InviteView(
                invite.id(),
                invite.state(parts.clock().instant()).name().toLowerCase(Locale.ROOT),
                terms.provider(),
                label(parts.catalogue(), terms.provider()),
                settings.label(),
                settings.primary(),
                settings.priority(),
                settings.dailyLimit(),
                settings.minuteLimit(),
                spend == null ? null : spend.amount(),
                spend == null ? null : spend.period().wire(),
                spend == null ? null : spend.action().wire(),
                settings.accountGroup(),
                terms.note(),
                invite.madeBy(),
                parts.names().of(invite.brand(), invite.madeBy()).orElse(null),
                invite.createdAt(),
                invite.expiresAt(),
                invite.stamps().revokedAt(),
                invite.stamps().usedAt(),
                became == null ? null : became.value());
    }

    /** A provider that left the catalogue is called by its name. */
    private static @Nullable String label(Catalogue catalogue, @Nullable String provider) {
        return provider == null
                ? null
                : catalogue.find(provider).map(Provider::label).orElse(provider);
    }
}
