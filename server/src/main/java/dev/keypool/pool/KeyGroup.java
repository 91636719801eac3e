package dev.keypool.pool;

import java.util.Arrays;
import java.util.stream.Stream;

/** The keys of one brand for one provider. Immutable; compared by identity: the same object means that none came or went. */
final class KeyGroup {
    static final KeyGroup EMPTY = new KeyGroup(new Key[0]);
    private final Key[] keys;

    private KeyGroup(Key[] keys) {
        this.keys = keys;
    }

    int size() {
        return keys.length;
    }

    boolean isEmpty() {
        return keys.length == 0;
    }

    Key get(int i) {
        return keys[i];
    }

    Stream<Key> stream() {
        return Arrays.stream(keys);
    }

    KeyGroup with(Key key) {
        return new KeyGroup(Stream.concat(stream(), Stream.of(key)).toArray(Key[]::new));
    }

    KeyGroup without(Key key) {
        return new KeyGroup(stream().filter(other -> other != key).toArray(Key[]::new));
    }
}
