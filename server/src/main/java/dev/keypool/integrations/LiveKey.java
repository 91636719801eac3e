package dev.keypool.integrations;

import dev.keypool.integrations.HeldKey.Content;
import dev.keypool.pool.KeyView;
import dev.keypool.pool.Standing;
import dev.keypool.values.FailureClass;
import java.time.Instant;

/** A key and its live truth at one moment. Immutable. */
record LiveKey(HeldKey key, KeyView view) {
    /** Failures shown for a key that does not open: the fewest that are unhealthy. */
    private static final int UNHEALTHY_FROM = 3;

    /** A key that does not open is unhealthy whatever the pool remembers of it. */
    LiveKey {
        if (key.content() instanceof Content.Unusable unusable) view = unusable(view, unusable.sentence());
    }

    /** True while a key cools because its account has no credit. */
    static boolean lacksCredit(KeyView shown) {
        Standing standing = shown.standing();
        return standing.coolingUntil() != null && standing.lastErrorClass() == FailureClass.KEY_NO_CREDIT;
    }

    Instant updatedAt() {
        Instant changed = key.row().stamps().updatedAt();
        Instant used = view.lastUsedAt();
        return used == null || used.isBefore(changed) ? changed : used;
    }

    private static KeyView unusable(KeyView view, String sentence) {
        Standing was = view.standing();
        var standing = new Standing(
                was.version(),
                Math.max(was.consecutiveFailures(), UNHEALTHY_FROM),
                sentence,
                FailureClass.KEY_INVALID,
                was.lastFailureAt(),
                null,
                0,
                null,
                0);
        return new KeyView(
                view.dailyCount(),
                view.minuteCount(),
                view.lastUsedAt(),
                view.spendExceeded(),
                standing,
                view.inFlight(),
                null);
    }
}
