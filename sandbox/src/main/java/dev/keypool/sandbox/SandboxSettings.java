package dev.keypool.sandbox;

import java.time.InstantSource;

/**
 * How a sandbox starts. Immutable.
 *
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param strict whether keys that nobody configured are refused (401)
 * @param eventLoops threads that serve, 1 to 64
 * @param clock of the minute limits, the books and {@link When#until}; waiting itself goes by real time
 * @param seed of the draws for {@link When#probability}
 */
public record SandboxSettings(String host, int port, boolean strict, int eventLoops, InstantSource clock, long seed) {
    public SandboxSettings {
        Checks.that(port >= 0 && port <= 65_535, "The port must be 0 to 65535 (0 = a free one); it was " + port + ".");
        Checks.that(eventLoops >= 1 && eventLoops <= 64, "Event loops must be 1 to 64; it was " + eventLoops + ".");
    }

    /** On 127.0.0.1 and a free port, every key accepted, one event loop. */
    public static SandboxSettings free(InstantSource clock) {
        return new SandboxSettings("127.0.0.1", 0, false, 1, clock, 42);
    }

    public SandboxSettings host(String address) {
        return new SandboxSettings(address, port, strict, eventLoops, clock, seed);
    }

    public SandboxSettings seed(long other) {
        return new SandboxSettings(host, port, strict, eventLoops, clock, other);
    }

    public SandboxSettings port(int number) {
        return new SandboxSettings(host, number, strict, eventLoops, clock, seed);
    }

    public SandboxSettings strict(boolean refuseUnknownKeys) {
        return new SandboxSettings(host, port, refuseUnknownKeys, eventLoops, clock, seed);
    }

    public SandboxSettings eventLoops(int count) {
        return new SandboxSettings(host, port, strict, count, clock, seed);
    }
}
