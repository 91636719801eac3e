package dev.keypool.pool;

import dev.keypool.values.Money;
import java.util.Locale;

/** A cap on what a key may spend in a period of UTC days or months. */
public record SpendLimit(Money amount, Period period, Action action) {
    /** The period in which spend adds up. */
    public enum Period {
        DAILY,
        MONTHLY;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What happens when the cap is reached. */
    public enum Action {
        WARN,
        BLOCK;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
