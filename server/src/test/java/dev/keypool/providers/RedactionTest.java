package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "sk-or-v1-au7...890",
                "sk-proj-********************abcd",
                "gsk_abcdef0123456789",
                "csk-abcdef012345",
                "xai-ABCdef012345",
                "nvapi-abc_DEF-012",
                "hf_abcdefghij",
                "fw_abcdefghij",
                "pplx-abcdef0123",
                "tgp_v1_abc-DEF",
                "AIzaSyabcdef0123456789",
                "sk-ant-api03-abcdefghij",
                "ghp_0123456789abcdef",
                "kp_12_abcdef",
                "eyJhbGciOi.eyJzdWIi.SflKxw",
                "AKIAIOSFODNN7EXAMPLE",
                "0123456789abcdef0123456789abcdef",
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                "abcdefab-abcd-abcd-abcd-abcdefabcdef",
                "3f2504e0-4f89-11d3-9a0c-0305e82c3301:0123456789abcdef0123456789abcdef",
                "abcdefghijklmnopqrstuvwxyz",
                "123456789012345678901",
                "xa***zz"
            })
    void aKeyGoes(String key) {
        for (String text : new String[] {"Bad key " + key + ".", "key=" + key, "('" + key + "')", key}) {
            String shown = Redaction.sentence(text);
            assertTrue(shown.contains("[redacted]"), shown);
            for (int i = 0; i + 8 <= key.length(); i++)
                assertFalse(shown.contains(key.substring(i, i + 8)), shown + " shows a part of the key");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The model `gpt-4o-mini-2024-07-18` does not exist",
                "claude-sonnet-4-20250514 is not available",
                "accounts/fireworks/models/llama-v3p1-405b-instruct is not deployed",
                "meta-llama/Llama-3.3-70B-Instruct-Turbo",
                "organization_usage_limit_exceeded",
                "Limit 15000, Used 11972, Requested 4351. Please try again in 5.289s.",
                "See https://platform.openai.com/account/api-keys for your risk-assessment while skipping tasks",
                "----------------------------------------",
                "Größe überschritten: 数"
            })
    void wordsStay(String text) {
        assertEquals(text, Redaction.sentence(text));
    }

    @Test
    void aMessageIsOneLine() {
        assertEquals("a b c", Redaction.sentence("  a\r\n\tb\u0000c "));
    }

    @Test
    void aLongMessageIsCutWithoutHalfACharacter() {
        assertEquals(500, Redaction.sentence("word ".repeat(1_000)).length());
        String faces = Redaction.sentence("x" + "😀".repeat(400));
        assertTrue(faces.endsWith("😀…"));
        assertTrue(faces.length() <= 500);
    }

    @Test
    void halfAKeyAtTheEndOfWhatIsReadGoesToo() {
        String long63 = "0123456789abcdef".repeat(4).substring(1);
        String text = (long63 + " ").repeat(31) + "tail01tail01tail01tail01tail01";
        String shown = Redaction.sentence(text);
        assertFalse(shown.contains("tail01"), shown);
        assertFalse(shown.contains("0123456789"), shown);
    }

    @Test
    void aTextWithoutAnySpaceIsNotReadInHalf() {
        assertEquals("", Redaction.sentence("ab.".repeat(1_000)));
    }
}
