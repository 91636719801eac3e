package dev.keypool.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Secret;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TokenFormsTest {
    /** Made outside Java: zlib.crc32 of everything before the last eight digits. */
    private static final String KNOWN = "kp_abcdefgh01234567_000102030405060708090a0b0c0d0e0f10111213141516173aa1bb77";

    private final SecureRandom random = new SecureRandom();

    @Test
    void aClientTokenHasThePublishedForm() {
        String token = ClientToken.mint(ClientToken.newId(random), random).reveal(Secret.Use.FORMAT_CHECK);
        assertTrue(token.matches("cli_[a-z0-9]{16}:sk_[0-9a-f]{48}:secret_[0-9a-f]{62}"), token);
        assertEquals(token.substring(0, 20), ClientToken.idIn(token));
    }

    @Test
    void lengthsAreNotCheckedWhenAClientTokenComesIn() {
        assertEquals("cli_a", ClientToken.idIn("cli_a:sk_b:secret_c"));
    }

    @Test
    void whatLacksAPartIsNoClientToken() {
        for (String text : new String[] {
            "",
            ":",
            "::",
            "cli_",
            "cli_a",
            "cli_a:sk_b",
            "cli_:sk_b:secret_c",
            "cli_a:sk_:secret_c",
            "cli_a:sk_b:secret_",
            "cli_a:secret_c:sk_b",
            "sk_b:cli_a:secret_c",
            "cli_a:sk_b:secret_c:d",
            "cli_a:sk_b:secret_c:",
            "xcli_a:sk_b:secret_c",
            "cli_a:ssk_b:secret_c",
            "cli_a::secret_c",
            "CLI_a:sk_b:secret_c"
        }) {
            assertNull(ClientToken.idIn(text), text);
        }
    }

    @Test
    void anAgentTokenHasTheDocumentedForm() {
        String id = AgentToken.newId(random);
        String token = AgentToken.mint(id, random).reveal(Secret.Use.FORMAT_CHECK);
        assertTrue(token.matches("kp_[a-z0-9]{16}_[0-9a-f]{56}"), token);
        assertEquals(76, token.length());
        assertTrue(AgentToken.looksValid(token));
        assertEquals(id, AgentToken.idIn(token));
    }

    @Test
    void theChecksumIsTheCrc32OfZlib() {
        assertTrue(AgentToken.looksValid(KNOWN));
    }

    @Test
    void anyChangedCharacterBreaksTheChecksum() {
        for (int at = 0; at < KNOWN.length(); at++) {
            char other = KNOWN.charAt(at) == '1' ? '2' : '1';
            String changed = KNOWN.substring(0, at) + other + KNOWN.substring(at + 1);
            assertFalse(AgentToken.looksValid(changed), changed);
        }
    }

    @Test
    void whatIsTooShortTooLongOrInCapitalsIsNoAgentToken() {
        for (String text : new String[] {
            "", "kp_", KNOWN.substring(1), KNOWN.substring(0, 75), KNOWN + "0", KNOWN.toUpperCase(java.util.Locale.ROOT)
        }) {
            assertFalse(AgentToken.looksValid(text), text);
        }
    }

    @Test
    void idsAndTokensDoNotRepeat() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = AgentToken.newId(random);
            assertTrue(seen.add(id));
            assertTrue(seen.add(AgentToken.mint(id, random).reveal(Secret.Use.FORMAT_CHECK)));
        }
    }
}
