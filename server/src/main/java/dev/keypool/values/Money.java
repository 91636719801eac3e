package dev.keypool.values;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount in whole nano-units of a currency (10⁻⁹ dollar where nothing else is said), since one cheap token costs less
 * than a micro-dollar. Range ±9.2 billion units. Arithmetic is exact and fails on overflow.
 */
public record Money(long nanos) implements Comparable<Money> {
    public static final Money ZERO = new Money(0);
    private static final int SCALE = 9;

    /** The amount written as a decimal, for example {@code 0.0345}; digits below a nano-unit round up, away from zero. */
    public static Money of(BigDecimal amount) {
        return new Money(amount.setScale(SCALE, RoundingMode.UP).unscaledValue().longValueExact());
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(nanos, other.nanos));
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(nanos, other.nanos));
    }

    /** As it is printed on the wire: at least two and at most nine decimals ({@code 500.00}, {@code 0.000345}). */
    public BigDecimal toDecimal() {
        BigDecimal exact = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
        return exact.scale() < 2 ? exact.setScale(2, RoundingMode.UNNECESSARY) : exact;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(nanos, other.nanos);
    }
}
