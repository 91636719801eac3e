package dev.keypool.pool;

import dev.keypool.pool.StandingStore.Event;
import org.jspecify.annotations.Nullable;

/**
 * One step of a key, not yet made. Immutable.
 *
 * @param event what it means to an operator, null when nothing
 */
record Change(KeyState next, @Nullable Event event) {}
