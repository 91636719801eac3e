package dev.keypool.sandbox;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/** The books of all keys. Thread-safe. */
final class Shelf {
    private final SandboxSettings settings;
    private final ConcurrentHashMap<String, KeyBook> books = new ConcurrentHashMap<>();

    Shelf(SandboxSettings settings) {
        this.settings = settings;
    }

    /** The key's book, opened now if it is new. Each key draws from its own generator, so tests do not disturb each other. */
    KeyBook of(String key) {
        return books.computeIfAbsent(
                key,
                k -> new KeyBook(
                        k, !settings.strict(), settings.clock(), new SplittableRandom(settings.seed() ^ k.hashCode())));
    }

    Optional<KeyBook> find(String key) {
        return Optional.ofNullable(books.get(key));
    }

    List<KeyBook> all() {
        return List.copyOf(books.values());
    }

    void clear() {
        books.clear();
    }
}
