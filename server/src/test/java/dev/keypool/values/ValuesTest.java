package dev.keypool.values;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "sk-or-v1-0123456789abcdef123, sk-o...123",
        "gsk_abcdefghijklmnopqrsxyz, gsk...xyz",
        "xai-0123456789abcdef, xai...def",
        "0123456789abcde, ...",
        "a--_5678901234567, a...567"
    })
    void aPreviewShowsFourCharactersAndThree(String credential, String shown) {
        assertEquals(shown, Secret.of(credential).preview().text());
    }

    @ParameterizedTest
    @CsvSource({
        "500, 500.00",
        "0.000345, 0.000345",
        "47.83, 47.83",
        "0, 0.00",
        "1e2, 100.00",
        "0.1, 0.10",
        "0.0000000001, 0.000000001"
    })
    void moneyIsPrintedWithTwoToNineDecimals(BigDecimal amount, String printed) {
        assertEquals(printed, Money.of(amount).toDecimal().toPlainString());
    }

    @Test
    void moneyDoesNotOverflowSilently() {
        Money most = new Money(Long.MAX_VALUE);
        Money one = new Money(1);
        assertThrows(ArithmeticException.class, () -> most.plus(one));
    }

    @Test
    void aSecretCannotBePrintedOrCompared() {
        Secret secret = Secret.of("sk-very-secret-value");
        assertFalse(secret.toString().contains("very"));
        assertNotEquals(secret, Secret.of("sk-very-secret-value"));
        assertEquals("sk-very-secret-value", secret.reveal(Secret.Use.SEALING));
    }

    @Test
    void idsOfOneMomentDifferAndSortByTime() {
        Random random = new Random(7);
        UUID early = Uuid7.of(1_000, random);
        UUID same = Uuid7.of(1_000, random);
        UUID late = Uuid7.of(1_001, random);
        assertNotEquals(early, same);
        assertEquals(7, early.version());
        assertEquals(2, early.variant());
        assertTrue(early.toString().compareTo(late.toString()) < 0);
    }
}
