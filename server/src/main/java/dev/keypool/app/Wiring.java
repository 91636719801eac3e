package dev.keypool.app;

/** Tmp. */
final class Wiring {
    static Running start(Settings settings) {
        return new Running();
    }
}
