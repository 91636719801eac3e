package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Scope;
import dev.keypool.values.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonTest {
    private enum Plain {
        OF_TWO_WORDS
    }

    private record Row(
            IntegrationId id, BrandId brandId, @Nullable String keyLabel, boolean isActive) {}

    @Test
    void aRecordIsWrittenInSnakeCaseInItsOrderWithItsNulls() {
        assertEquals(
                "{\"id\":7,\"brand_id\":1,\"key_label\":null,\"is_active\":true}",
                Json.text(new Row(new IntegrationId(7), new BrandId(1), null, true)));
    }

    @Test
    void moneyIsAPlainNumberWithTwoToNineDecimals() {
        List<Money> amounts = List.of(
                Money.of(new BigDecimal("500")),
                Money.of(new BigDecimal("0.000345")),
                Money.of(new BigDecimal("9000000000")),
                new Money(1),
                Money.ZERO,
                new Money(-2_500_000_000L));
        assertEquals("[500.00,0.000345,9000000000.00,0.000000001,0.00,-2.50]", Json.text(amounts));
    }

    @Test
    void moneySurvivesATreeAndAStoredText() {
        JsonNode tree = Json.tree(Map.of("amount", Money.of(new BigDecimal("0.10"))));
        assertEquals("{\"amount\":0.10}", Json.text(tree));
        assertEquals("{\"amount\":0.10}", Json.text(Json.parse("{\"amount\":0.10}")));
    }

    @Test
    void timesHaveWholeSecondsAndZ() {
        assertEquals("\"2026-02-26T14:58:00Z\"", Json.text(Instant.parse("2026-02-26T14:58:00.987654Z")));
    }

    @Test
    void enumsHaveTheirWireNames() {
        assertEquals(
                "[\"integrations:read\",\"rate_limited\",\"of_two_words\"]",
                Json.text(List.of(Scope.INTEGRATIONS_READ, FailureClass.RATE_LIMITED, Plain.OF_TWO_WORDS)));
    }

    @Test
    void optionalsAreTheirValueOrNull() {
        assertEquals("[1.00,null]", Json.text(List.of(Optional.of(new Money(1_000_000_000)), Optional.empty())));
    }

    @Test
    void previewsAreWrittenAndSecretsAreRefused() {
        Secret secret = Secret.of("sk-or-v1-canary-0123456789");
        assertEquals("\"sk-o...789\"", Json.text(secret.preview()));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Json.text(Map.of("key", secret)));
        assertFalse(String.valueOf(refused.getCause()).contains("canary"));
    }
}
