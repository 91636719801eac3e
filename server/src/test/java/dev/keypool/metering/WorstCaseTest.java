package dev.keypool.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.metering.WorstCase.Known;
import dev.keypool.metering.WorstCase.Size;
import dev.keypool.metering.WorstCase.Unknown;
import dev.keypool.metering.WorstCase.Why;
import dev.keypool.values.Money;
import dev.keypool.values.TokenUsage;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorstCaseTest {
    /** One and two nano-dollars for a token. */
    private static final Price PRICE = new Price(1_000_000, 2_000_000, null, null, null, null, null, null);

    private static Size size(long bytes, @Nullable Long maxTokens) {
        return new Size(bytes, maxTokens, 1, false, null);
    }

    private static long most(Price price, Size size) {
        return ((Known) WorstCase.of(price, size)).most().nanos();
    }

    private static Price withMost(long maxOutput) {
        return new Price(1_000_000, 2_000_000, null, null, null, null, null, maxOutput);
    }

    @Test
    void everyByteMayBeATokenAndEveryTokenThatIsAllowedMayCome() {
        assertEquals(1_000 + 256 + 2 * 50, most(PRICE, size(1_000, 50L)));
        assertEquals(1_000 + 256 + 3 * 2 * 50, most(PRICE, new Size(1_000, 50L, 3, false, null)));
        assertEquals(1_000 + 256 + 1_024 + 2 * 50, most(PRICE, new Size(1_000, 50L, 1, true, null)));
    }

    @Test
    void withoutALimitTheModelsOwnHolds() {
        assertEquals(1_000 + 256 + 2 * 8_192, most(withMost(8_192), size(1_000, null)));
        assertEquals(1_000 + 256 + 2 * 10_000, most(withMost(8_192), size(1_000, 10_000L)), "what was said counts");
        assertEquals(new Unknown(Why.LENGTH), WorstCase.of(PRICE, size(1_000, null)));
    }

    @Test
    void whatCostsNothingMayBeAsLongAsItLikes() {
        assertEquals(0, most(Price.FREE, size(1_000, null)));
        Price free = new Price(1_000_000, 0, null, null, 0L, null, null, null);
        assertEquals(1_256, most(free, size(1_000, null)));
        Price reasoning = new Price(1_000_000, 0, null, null, 5L, null, null, null);
        assertEquals(new Unknown(Why.LENGTH), WorstCase.of(reasoning, size(1_000, null)));
    }

    @Test
    void whatHasNoPriceInTokensHasNoWorstCase() {
        assertEquals(new Unknown(Why.PRICE), WorstCase.of(null, size(1, 1L)));
        Price perImage = new Price(0, 0, null, null, null, 40L, null, null);
        assertEquals(new Unknown(Why.PRICE), WorstCase.of(perImage, size(1, 1L)));
        assertEquals(new Unknown(Why.CONTENT), WorstCase.of(PRICE, new Size(1, 1L, 1, false, "plugins")));
    }

    @Test
    void aSumBeyondAllAmountsFitsNowhere() {
        Price dear = new Price(1_000_000_000_000L, 1_000_000_000_000L, null, null, null, null, null, null);
        assertEquals(Long.MAX_VALUE, most(dear, new Size(10, (long) Integer.MAX_VALUE, 128, false, null)));
    }

    @Test
    void aSizeIsSensible() {
        assertThrows(IllegalArgumentException.class, () -> size(-1, null));
        assertThrows(IllegalArgumentException.class, () -> size(1, -1L));
        assertThrows(IllegalArgumentException.class, () -> new Size(1, null, 0, false, null));
    }

    @Test
    void nothingThatARequestMayUseCostsMore() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            Price price = new Price(
                    random.nextLong(50_000_000_000L),
                    random.nextLong(50_000_000_000L),
                    null,
                    random.nextBoolean() ? null : random.nextLong(50_000_000_000L),
                    random.nextBoolean() ? null : random.nextLong(50_000_000_000L),
                    null,
                    null,
                    null);
            long bytes = random.nextLong(10_000);
            long length = random.nextLong(5_000);
            int answers = 1 + random.nextInt(3);
            long in = random.nextLong(bytes + 1);
            long out = random.nextLong(length * answers + 1);
            long written = random.nextLong(in + 1);
            Money cost = price.cost(new TokenUsage(in, out, 0, random.nextLong(out + 1), written));
            assertTrue(cost.nanos() <= most(price, new Size(bytes, length, answers, random.nextBoolean(), null)));
        }
    }
}
