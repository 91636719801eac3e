package dev.keypool.sandbox;

import java.math.BigDecimal;

/** Dollars on the wire, whole nano-dollars (10⁻⁹ USD) inside. */
final class Usd {
    private static final int SCALE = 9;

    private Usd() {}

    /** Fails with a clear sentence on more than nine decimals or more than nine billion dollars. */
    static long nanos(BigDecimal usd) {
        try {
            return usd.setScale(SCALE).unscaledValue().longValueExact();
        } catch (ArithmeticException tooFine) {
            throw new IllegalArgumentException(
                    "An amount in USD has at most nine decimals and is below 9 billion; it was " + usd + ".", tooFine);
        }
    }

    /** A plain decimal number without an exponent, for example {@code 0.00000675}. */
    static String plain(long nanos) {
        return decimal(nanos).toPlainString();
    }

    static BigDecimal decimal(long nanos) {
        BigDecimal exact = BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }
}
