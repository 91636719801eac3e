package dev.keypool.values;

/** Number of an integration, one provider key of one brand. Positive, unique over all brands, never reused. */
public record IntegrationId(long value) implements Comparable<IntegrationId> {
    public IntegrationId {
        if (value < 1) throw new IllegalArgumentException("An integration id is positive, not " + value);
    }

    @Override
    public int compareTo(IntegrationId other) {
        return Long.compare(value, other.value);
    }
}
