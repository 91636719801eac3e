package dev.keypool.sandbox;

/**
 * How fast a key answers. Immutable.
 *
 * @param latencyMs wait before any answer, 0 to 600,000 milliseconds
 * @param chunks content chunks of a stream, 1 to 100,000
 * @param chunkPauseMs wait between two content chunks, 0 to 600,000 milliseconds
 */
public record Pace(int latencyMs, int chunks, int chunkPauseMs) {
    /** At once, streams in five chunks. */
    public static final Pace QUICK = new Pace(0, 5, 0);

    public Pace {
        Checks.that(
                latencyMs >= 0 && latencyMs <= 600_000, "latency_ms must be 0 to 600000; it was " + latencyMs + ".");
        Checks.that(chunks >= 1 && chunks <= 100_000, "chunks must be 1 to 100000; it was " + chunks + ".");
        Checks.that(
                chunkPauseMs >= 0 && chunkPauseMs <= 600_000,
                "chunk_pause_ms must be 0 to 600000; it was " + chunkPauseMs + ".");
    }
}
