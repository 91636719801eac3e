package dev.keypool.http;

/**
 * How many requests one token may send. Immutable.
 *
 * @param perMinute over time, 1 to 1,000,000; 0 switches the limit off
 * @param burst at once after a rest, at least 1
 */
public record RateLimit(int perMinute, int burst) {
    public RateLimit {
        if (perMinute < 0 || perMinute > 1_000_000) {
            throw new IllegalArgumentException(
                    "The rate limit is " + perMinute + " a minute. Give 0 (off) to 1000000.");
        }
        if (burst < 1) throw new IllegalArgumentException("The burst is " + burst + ". Give at least 1.");
    }
}
