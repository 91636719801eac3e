package dev.keypool.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-or-v1-5f1c0d9a5f1c0d9a5f1c0d9a5f1c0d9a",
                "gsk_AbCdEf0123456789AbCdEf0123456789",
                "AIzaSyA1234567890abcdefghijklmnopqrstu",
                "secret_0123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef01234567"
            })
    void whatLooksLikeAKeyIsBlottedOut(String key) {
        assertFalse(Redaction.of("key " + key + " refused").contains(key));
    }

    @Test
    void wordsAndIdsStay() {
        String line = "request 0199b2f0-5d1e-7abc-8def-0123456789ab to openrouter took 12 ms, class rate_limited";
        assertEquals(line, Redaction.of(line));
    }
}
