package dev.keypool.pool;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** One key in the pool: what never changes of it, and its present state. Thread-safe, lock-free. */
final class Key {
    private final IntegrationId id;
    private final BrandId brand;
    private final String provider;
    private final AtomicReference<KeyState> state;

    Key(Member member) {
        id = member.id();
        brand = member.brand();
        provider = member.provider();
        state = new AtomicReference<>(KeyState.of(member));
    }

    IntegrationId id() {
        return id;
    }

    BrandId brand() {
        return brand;
    }

    String provider() {
        return provider;
    }

    KeyState state() {
        return state.get();
    }

    /** False when another thread moved the state since {@code seen} was read. A state never comes back, so equal means untouched. */
    boolean move(KeyState seen, KeyState next) {
        return state.compareAndSet(seen, next);
    }

    /** Makes a step that always succeeds. */
    void update(UnaryOperator<KeyState> step) {
        state.updateAndGet(step);
    }

    boolean stillAt(KeyState seen) {
        return state.get() == seen;
    }

    /** Takes a new configuration; counts and standing stay. */
    void configure(Member member) {
        if (!member.brand().equals(brand) || !member.provider().equals(provider)) {
            throw new IllegalArgumentException("Key " + id.value() + " belongs to brand " + brand.value() + " and "
                    + provider + "; delete it and create another instead of moving it");
        }
        update(now -> now.with(member));
    }
}
