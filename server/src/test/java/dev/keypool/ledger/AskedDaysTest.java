package dev.keypool.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keypool.values.Refusal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedDaysTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

    @ParameterizedTest
    @CsvSource({
        ", , , 2026-10-25, 2026-11-23",
        "1, , , 2026-11-23, 2026-11-23",
        "90, , , 2026-08-26, 2026-11-23",
        "7, , 2026-10-07, 2026-10-01, 2026-10-07",
        ", , 2026-09-30, 2026-09-01, 2026-09-30",
        ", 2026-11-01, , 2026-11-01, 2026-11-23",
        ", 2026-02-28, 2026-03-01, 2026-02-28, 2026-03-01",
        ", 2026-11-23, 2026-11-23, 2026-11-23, 2026-11-23",
        ", 2025-10-20, , 2025-10-20, 2026-11-23",
        ", , 2025-11-18, 2025-10-20, 2025-11-18",
    })
    void aRangeIsSaidByItsDaysOrItsEnds(
            @Nullable Integer days, @Nullable LocalDate from, @Nullable LocalDate to, LocalDate first, LocalDate last) {
        assertEquals(new AskedDays(first, last), AskedDays.of(days, from, to, TODAY));
    }

    @ParameterizedTest
    @CsvSource({
        "30, 2026-11-01, , days, days and from both say where the range begins. Send one of them.",
        "30, 2026-11-01, 2026-11-02, days, days and from both say where the range begins. Send one of them.",
        ", , 2026-11-24, to, to is 2026-11-24; today is 2026-11-23 (UTC). Send that or a day before.",
        ", 2025-10-19, , from, 'The range begins on 2025-10-19, more than 400 days back. The earliest is 2025-10-20.'",
        ", 2025-10-01, 2025-10-02, from, 'The range begins on 2025-10-01, more than 400 days back. The earliest is 2025-10-20.'",
        ", , 2025-11-17, to, 'The range begins on 2025-10-19, more than 400 days back. The earliest is 2025-10-20.'",
        "2, , 2025-10-20, days, 'The range begins on 2025-10-19, more than 400 days back. The earliest is 2025-10-20.'",
        ", 2026-11-02, 2026-11-01, from, 'from is 2026-11-02, after 2026-11-01, the last day. Send a day up to that.'",
        ", 2026-11-24, , from, 'from is 2026-11-24, after 2026-11-23, the last day. Send a day up to that.'",
    })
    void whatMakesNoRangeIsRefusedWithItsRemedy(
            @Nullable Integer days, @Nullable LocalDate from, @Nullable LocalDate to, String field, String sentence) {
        Refusal refusal = assertThrows(Refusal.class, () -> AskedDays.of(days, from, to, TODAY));
        assertEquals(Refusal.Kind.INVALID, refusal.kind());
        assertEquals(sentence, refusal.sentence());
        assertEquals(List.of("query", field), refusal.faults().getFirst().loc());
    }

    @Test
    void aWholeRangeHasFourHundredDays() {
        AskedDays all = AskedDays.of(null, TODAY.minusDays(399), null, TODAY);
        assertEquals(400, all.from().datesUntil(all.to().plusDays(1)).count());
    }
}
