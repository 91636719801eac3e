package dev.keypool.ledger;

import static dev.keypool.ledger.Samples.BRAND;
import static dev.keypool.ledger.Samples.KEY;
import static dev.keypool.ledger.Samples.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-23");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final long COST = 345_000;

    @TempDir
    Path folder;

    private final Samples samples = new Samples(new SplittableRandom(4));
    private Database database;
    private Ledger ledger;

    @BeforeEach
    void open() {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        ledger = Ledger.open(database, folder.resolve("in-flight"));
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void everyGroupingAddsUpToTheSame() {
        for (int i = 0; i < 400; i++) append(samples.any());
        for (BrandId brand : List.of(BRAND, new BrandId(2))) {
            Figures days = sum(lines(brand, null, Grouping.DAY));
            assertEquals(
                    new Auditor(database)
                            .number("SELECT count(*) FROM attempt WHERE sent = 1 AND brand = " + brand.value()),
                    days.requests());
            for (Grouping by : Grouping.values()) assertSame(days, sum(lines(brand, null, by)), by);
        }
    }

    @Test
    void aDayIsTheUtcDayOfTheSend() {
        append(samples.ok(MIDNIGHT.minusMillis(1)), samples.ok(MIDNIGHT), samples.failed(NOON));
        List<UsageLine> days = lines(BRAND, null, Grouping.DAY);
        assertEquals(
                List.of("2026-11-22", "2026-11-23"),
                days.stream().map(UsageLine::key).toList());
        Figures today = days.getLast().figures();
        assertEquals(2, today.requests());
        assertEquals(1, today.errors());
        assertEquals(240, today.tokensIn());
        assertEquals(60, today.tokensOut());
        assertEquals(40, today.tokensCached());
        assertEquals(new Cost(new Money(COST), 1, 1), today.cost());
        assertEquals(
                875, today.speeds().percentileMillis(50), "the one good answer: 800 ms, in the step from 750 to 1000");
    }

    @Test
    void oneKeysUsageIsItsOwn() {
        IntegrationId other = new IntegrationId(8);
        append(samples.ok(NOON), samples.ok(BRAND, other, NOON), samples.ok(new BrandId(2), KEY, NOON));
        assertEquals(1, sum(lines(BRAND, KEY, Grouping.DAY)).requests());
        assertEquals(
                List.of("7", "8"),
                lines(BRAND, null, Grouping.INTEGRATION).stream()
                        .map(UsageLine::key)
                        .toList());
    }

    @Test
    void whatWasNeverSentIsNoUsage() {
        append(samples.unsent());
        assertEquals(List.of(), lines(BRAND, null, Grouping.PROVIDER));
    }

    @Test
    void anAttemptOfADeadProcessHasNoModelAndNoCaller() {
        ledger.mark(samples.mark(NOON));
        ledger.close();
        ledger = Ledger.open(database, folder.resolve("in-flight"));
        for (Grouping by : List.of(Grouping.MODEL, Grouping.CALLER)) {
            UsageLine line = lines(BRAND, null, by).getFirst();
            assertEquals("", line.key());
            assertEquals(1, line.figures().errors());
        }
    }

    @Test
    void aCostOfWhichNothingIsKnownIsNotZero() {
        assertEquals(Money.ZERO, Cost.NONE.amount());
        assertNull(new Cost(Money.ZERO, 0, 2).amount());
        assertEquals(new Money(5), new Cost(new Money(5), 1, 2).amount());
    }

    @Test
    void costsUpToAMomentLeaveOutWhatWasSentAfterIt() {
        Instant yesterday = MIDNIGHT.minusSeconds(60);
        Instant lastMonth = Instant.parse("2026-10-31T23:59:59Z");
        append(samples.ok(lastMonth), samples.ok(yesterday), samples.ok(NOON.minusSeconds(9)), samples.failed(NOON));
        append(
                samples.ok(NOON.plusSeconds(1)),
                samples.failed(NOON.plusSeconds(2)),
                samples.ok(NOON.plusSeconds(86_400)));
        append(samples.ok(BRAND, new IntegrationId(8), NOON), samples.ok(new BrandId(2), KEY, NOON));
        assertEquals(
                new PeriodCosts(new Cost(new Money(COST), 1, 1), new Cost(new Money(2 * COST), 2, 1)),
                ledger.costs(BRAND, KEY, NOON));
        assertEquals(new PeriodCosts(Cost.NONE, new Cost(new Money(COST), 1, 0)), ledger.costs(BRAND, KEY, MIDNIGHT));
    }

    @Test
    void attemptsAreForgottenOldestFirstAndTheirSumsStay() {
        for (int i = 0; i < 7; i++) append(samples.ok(NOON.plusSeconds(i)));
        Figures before = sum(lines(BRAND, null, Grouping.DAY));
        assertEquals(3, ledger.history().forgetAttempts(NOON.plusSeconds(5), 3));
        assertEquals(NOON.plusSeconds(3), oldest());
        assertEquals(2, ledger.history().forgetAttempts(NOON.plusSeconds(5), 3));
        assertEquals(0, ledger.history().forgetAttempts(NOON.plusSeconds(5), 3));
        assertEquals(NOON.plusSeconds(5), oldest());
        assertSame(before, sum(lines(BRAND, null, Grouping.DAY)), Grouping.DAY);
    }

    @Test
    void aMomentBefore1970ForgetsNothing() {
        append(samples.ok(NOON));
        assertEquals(0, ledger.history().forgetAttempts(Instant.EPOCH.minusSeconds(1), 10));
        assertEquals(0, ledger.history().forgetDays(Instant.EPOCH.minusSeconds(1), 10));
    }

    @Test
    void dailySumsAreForgottenForEveryBrandUpToTheDayAndNoFurther() {
        for (long brand = 1; brand <= 3; brand++) {
            for (int day = -4; day <= 0; day++) {
                append(samples.ok(new BrandId(brand), new IntegrationId(brand), NOON.plusSeconds(day * 86_400L)));
            }
        }
        assertEquals(4, ledger.history().forgetDays(NOON.minusSeconds(86_400), 4));
        assertEquals(5, ledger.history().forgetDays(NOON.minusSeconds(86_400), 100));
        assertEquals(0, ledger.history().forgetDays(NOON.minusSeconds(86_400), 100));
        assertEquals(6, new Auditor(database).number("SELECT count(*) FROM usage_day"));
        assertEquals(TODAY.minusDays(1).toEpochDay(), new Auditor(database).number("SELECT min(day) FROM usage_day"));
    }

    private Instant oldest() {
        return ledger.recent(BRAND, 100).getLast().bookedAt();
    }

    private List<UsageLine> lines(BrandId brand, @Nullable IntegrationId only, Grouping by) {
        return ledger.usage(new UsageQuestion(brand, only, by, TODAY.minusDays(29), TODAY.plusDays(1)));
    }

    private static Figures sum(List<UsageLine> lines) {
        return lines.stream().map(UsageLine::figures).reduce(Figures.NONE, Figures::plus);
    }

    private static void assertSame(Figures expected, Figures actual, Grouping by) {
        assertEquals(numbers(expected), numbers(actual), by.name());
    }

    private static List<Object> numbers(Figures sums) {
        List<Object> numbers = new ArrayList<>(List.of(
                sums.requests(), sums.errors(), sums.tokensIn(), sums.tokensOut(), sums.tokensCached(), sums.cost()));
        numbers.add(String.valueOf(sums.speeds().percentileMillis(50)));
        numbers.add(String.valueOf(sums.speeds().percentileMillis(95)));
        return numbers;
    }

    private void append(Entry... entries) {
        for (Entry entry : entries) {
            ledger.append(entry, -1, () -> {}, fault -> {
                throw new AssertionError(fault);
            });
        }
        database.write(_ -> true);
    }
}
