package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keypool.integrations.Drift.Period;
import dev.keypool.values.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriftLimitsTest {
    @ParameterizedTest
    @CsvSource({
        "10, 8.99, true", // 1.01 is more than 1.00 and than 10 %
        "10, 9, false", // just the floor
        "3, 2.01, false", // below the floor
        "100, 90, false", // just ten percent
        "100, 89.99, true",
        "89.99, 100, true",
        "0, 1.01, true",
        "9000000000, 0, true"
    })
    void bothLimitsMustBePassed(String theirs, String ours, boolean passed) {
        Drift drift = new Drift(Period.DAY, LocalDate.EPOCH, dollars(theirs), dollars(ours));
        assertEquals(passed, DriftLimits.STANDARD.passedBy(drift));
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DriftLimits(101, Money.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new DriftLimits(-1, Money.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new DriftLimits(10, new Money(-1)));
    }

    private static Money dollars(String amount) {
        return Money.of(new BigDecimal(amount));
    }
}
