package dev.keypool.values;

/** Number of a brand, the tenant boundary: every row, key and counter belongs to exactly one. Positive, never reused. */
public record BrandId(long value) {
    public BrandId {
        if (value < 1) throw new IllegalArgumentException("A brand id is positive, not " + value);
    }
}
