package dev.keypool.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.TokenUsage;
import org.junit.jupiter.api.Test;

final class PriceTest {
    /** 0.15 in, 0.075 cached, 0.60 out, in dollars per million. */
    private static final Price SMALL =
            new Price(150_000_000, 600_000_000, 75_000_000L, null, null, null, null, 16_384L);

    private static final Price PLAIN = new Price(150_000_000, 600_000_000, null, null, null, null, null, null);

    private static long cost(Price price, long in, long out, long cached, long reasoning, long written) {
        return price.cost(new TokenUsage(in, out, cached, reasoning, written)).nanos();
    }

    @Test
    void cachedTokensAreCheaperAndReasoningIsOutput() {
        assertEquals(60 * 150 + 40 * 75 + 10 * 600, cost(SMALL, 100, 10, 40, 4, 0));
    }

    @Test
    void whatIsNotPricedApartCostsAsItsKind() {
        assertEquals(100 * 150 + 10 * 600, cost(PLAIN, 100, 10, 40, 4, 20));
        assertEquals(100 * 150 + 10 * 600, PLAIN.worstCase(100, 10).nanos());
    }

    @Test
    void reasoningAndCacheWritesCanHaveRatesOfTheirOwn() {
        Price price = new Price(1_000_000, 2_000_000, 500_000L, 1_250_000L, 3_000_000L, null, null, null);
        assertEquals(
                (50 * 1_000_000 + 30 * 500_000 + 20 * 1_250_000 + 6 * 2_000_000 + 4 * 3_000_000) / 1_000_000,
                cost(price, 100, 10, 30, 4, 20));
        assertEquals(
                (100 * 1_250_000 + 10 * 3_000_000) / 1_000_000,
                price.worstCase(100, 10).nanos());
    }

    @Test
    void theSumIsRoundedUpOnce() {
        Price third = new Price(333_333, 333_333, null, null, null, null, null, null);
        assertEquals(1, cost(third, 1, 1, 0, 0, 0));
        assertEquals(2, cost(third, 3, 1, 0, 0, 0));
        assertEquals(0, cost(third, 0, 0, 0, 0, 0));
    }

    @Test
    void aLongPromptChangesTheRateOfAllTokens() {
        Price far = new Price(300_000_000, 900_000_000, 150_000_000L, null, null, null, null, null);
        Price price =
                new Price(150_000_000, 600_000_000, null, null, null, null, null, null, new Price.Above(1_000, far));
        assertEquals(1_000 * 150 + 10 * 600, cost(price, 1_000, 10, 0, 0, 0));
        assertEquals(1_000 * 300 + 150 + 10 * 900, cost(price, 1_001, 10, 1, 0, 0));
        assertEquals(1_001 * 300 + 10 * 900, price.worstCase(1_001, 10).nanos());
        assertEquals(1_000 * 150 + 10 * 600, price.worstCase(1_000, 10).nanos());
    }

    @Test
    void partsThatExceedTheirWholeNeverMakeAnythingNegative() {
        assertEquals(50 * 75 + 20 * 600, cost(SMALL, 10, 5, 50, 20, 0));
    }

    @Test
    void anAmountThatNothingCanHoldIsAFaultAndNotALittleNumber() {
        assertThrows(ArithmeticException.class, () -> cost(SMALL, Long.MAX_VALUE / 2, 0, 0, 0, 0));
        assertThrows(ArithmeticException.class, () -> SMALL.worstCase(Long.MAX_VALUE / 2, 0));
    }

    @Test
    void imagesAndCharactersAreNotSoldByTokens() {
        assertTrue(SMALL.byTokens());
        assertFalse(new Price(0, 0, null, null, null, 40_000_000_000_000L, null, null).byTokens());
        assertFalse(new Price(0, 0, null, null, null, null, 15_000_000_000L, null).byTokens());
    }

    @Test
    void freeIsWhatHasNoRateAboveZero() {
        assertTrue(Price.FREE.isFree());
        assertTrue(new Price(0, 0, 0L, 0L, 0L, 0L, 0L, 9L, new Price.Above(1, Price.FREE)).isFree());
        assertFalse(new Price(0, 0, null, null, null, null, null, null, new Price.Above(1, PLAIN)).isFree());
        assertFalse(new Price(1, 0, null, null, null, null, null, null).isFree());
        assertFalse(new Price(0, 1, null, null, null, null, null, null).isFree());
        for (int kind = 0; kind < 5; kind++) {
            Long[] rates = new Long[5];
            rates[kind] = 1L;
            assertFalse(new Price(0, 0, rates[0], rates[1], rates[2], rates[3], rates[4], null).isFree());
        }
    }
}
