package dev.keypool.sandbox;

import org.jspecify.annotations.Nullable;

/** What a provider's billing calls show of a key, in nano-dollars; days, weeks and months are UTC. Immutable. */
record Bill(@Nullable Long credit, long total, long today, long week, long month) {
    /** What is left, never below zero; null without a credit figure. */
    @Nullable
    Long left() {
        if (credit == null) {
            return null;
        }
        return Math.max(0, credit - total);
    }
}
