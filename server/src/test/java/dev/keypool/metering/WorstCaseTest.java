package dev.keypool.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keypool.metering.WorstCase.Known;
import dev.keypool.metering.WorstCase.Size;
import dev.keypool.metering.WorstCase.Unknown;
import dev.keypool.metering.WorstCase.Why;
import dev.keypool.values.Money;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bound that a blocking spend limit relies on. */
final class WorstCaseTest {
    private static final long A_NANO_A_TOKEN = 1_000_000;

    private static Price price(long in, long out, @Nullable Long reasoning, @Nullable Long maxOutput) {
        return new Price(in, out, null, null, reasoning, null, null, maxOutput);
    }

    private static Size size(long bytes, @Nullable Long maxTokens, int answers, boolean tools) {
        return new Size(bytes, maxTokens, answers, tools, null);
    }

    @Test
    void everyByteMayBeATokenAndEveryAnswerAsLongAsItMay() {
        Price price = price(A_NANO_A_TOKEN, 10 * A_NANO_A_TOKEN, null, null);
        assertEquals(
                new Known(new Money(100 + WorstCase.TEMPLATE_TOKENS + 10 * 50 * 3)),
                WorstCase.of(price, size(100, 50L, 3, false)));
    }

    @Test
    void toolsMayBringAPreambleOfTheProviders() {
        Price price = price(A_NANO_A_TOKEN, A_NANO_A_TOKEN, null, null);
        assertEquals(
                new Known(new Money(WorstCase.TEMPLATE_TOKENS + WorstCase.TOOL_TOKENS)),
                WorstCase.of(price, size(0, 0L, 1, true)));
    }

    @Test
    void withoutALengthTheModelsOwnMaximumHolds() {
        Price price = price(0, A_NANO_A_TOKEN, null, 4_000L);
        assertEquals(new Known(new Money(4_000)), WorstCase.of(price, size(10, null, 1, false)));
    }

    @Test
    void whatIsLackingIsSaid() {
        assertEquals(new Unknown(Why.PRICE), WorstCase.of(null, size(1, 1L, 1, false)));
        Price byImage = new Price(0, 0, null, null, null, 5L, null, null);
        assertEquals(new Unknown(Why.PRICE), WorstCase.of(byImage, size(1, 1L, 1, false)));
        Price plain = price(1, 1, null, null);
        assertEquals(new Unknown(Why.LENGTH), WorstCase.of(plain, size(1, null, 1, false)));
        assertEquals(new Unknown(Why.CONTENT), WorstCase.of(plain, new Size(1, 1L, 1, false, "audio")));
    }

    @Test
    void whereAnswersAreFreeTheirLengthDoesNotMatter() {
        assertEquals(new Known(Money.ZERO), WorstCase.of(price(0, 0, 0L, null), size(9, null, 1, false)));
        assertEquals(new Known(Money.ZERO), WorstCase.of(price(0, 0, null, null), size(9, null, 1, false)));
        assertEquals(new Unknown(Why.LENGTH), WorstCase.of(price(0, 0, 7L, null), size(9, null, 1, false)));
    }

    @Test
    void whatIsBeyondAllAmountsIsAsMuchAsThereIs() {
        Price price = price(1, Long.MAX_VALUE, null, null);
        assertEquals(new Known(new Money(Long.MAX_VALUE)), WorstCase.of(price, size(1, 2L, 1, false)));
    }

    @Test
    void aSizeBelowNothingIsAFault() {
        assertThrows(IllegalArgumentException.class, () -> size(-1, 1L, 1, false));
        assertThrows(IllegalArgumentException.class, () -> size(1, 1L, 0, false));
        assertThrows(IllegalArgumentException.class, () -> size(1, -1L, 1, false));
    }
}
