package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bedrock's two ways in: one key that is sent, or a pair that signs. */
class SigningTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final byte[] BODY = {'{', '}'};
    private static final Provider BEDROCK =
            Catalogue.load(Map.of()).find("bedrock").orElseThrow();

    private static Map<String, Secret> values(String... fields) {
        Map<String, Secret> values = new HashMap<>();
        values.put("region", Secret.of("eu-west-1"));
        for (String field : fields) values.put(field, Secret.of("value-of-" + field));
        return values;
    }

    private static KeyAccess access(String... fields) {
        URI base = BEDROCK.baseUri(Map.of("region", "eu-west-1"));
        return BEDROCK.access(base, values(fields));
    }

    private static Refusal refused(String... fields) {
        return assertThrows(Refusal.class, () -> access(fields));
    }

    @Test
    void aPlainKeyIsSentAndSignsNothing() {
        KeyAccess access = access("api_key");
        assertEquals(Map.of("Authorization", "Bearer value-of-api_key"), access.headers());
        assertFalse(access.signs());
        assertEquals(Map.of(), access.sign("POST", "/model/m/converse", BODY, NOW));
    }

    @Test
    void aPairOfKeysSignsAndIsNotSent() {
        KeyAccess access = access("access_key_id", "secret_access_key");
        assertEquals(Map.of(), access.headers());
        assertTrue(access.signs());
        Map<String, String> added = access.sign("POST", "/model/a%3Ab/converse", BODY, NOW);
        assertEquals(Set.of("x-amz-date", "authorization"), added.keySet());
        var signer = new SigV4(
                "value-of-access_key_id", Secret.of("value-of-secret_access_key"), null, "eu-west-1", "bedrock");
        var host = Map.of("host", "bedrock-runtime.eu-west-1.amazonaws.com");
        assertEquals(signer.sign("POST", "/model/a%3Ab/converse", host, BODY, NOW), added);
        assertFalse(String.valueOf(added.get("authorization")).contains("secret_access_key"));
    }

    @Test
    void theBasesOwnPathIsSignedToo() {
        Provider moved = Catalogue.load(Map.of("bedrock", "http://127.0.0.1:9/aws"))
                .find("bedrock")
                .orElseThrow();
        var values = values("access_key_id", "secret_access_key");
        var access = moved.access(moved.baseUri(Map.of("region", "eu-west-1")), values);
        var signer = new SigV4(
                "value-of-access_key_id", Secret.of("value-of-secret_access_key"), null, "eu-west-1", "bedrock");
        assertEquals(
                signer.sign("POST", "/aws/model/m/converse", Map.of("host", "127.0.0.1:9"), BODY, NOW),
                access.sign("POST", "/model/m/converse", BODY, NOW));
    }

    @Test
    void temporaryKeysSendTheirToken() {
        var added =
                access("access_key_id", "secret_access_key", "session_token").sign("GET", "/", BODY, NOW);
        assertEquals("value-of-session_token", added.get("x-amz-security-token"));
        assertTrue(String.valueOf(added.get("authorization")).contains("host;x-amz-date;x-amz-security-token"));
    }

    @Test
    void aCredentialWithoutAWayInIsRefused() {
        assertEquals(
                "Credential field 'api_key' is missing: send either api_key, or access_key_id and secret_access_key"
                        + " (with session_token when the keys are temporary).",
                refused().sentence());
        assertEquals(refused().sentence(), refused("session_token").sentence());
    }

    @Test
    void halfAPairIsRefusedByTheOtherHalf() {
        String why = "is missing: requests are signed with access_key_id and secret_access_key together.";
        assertEquals(
                "Credential field 'secret_access_key' " + why,
                refused("access_key_id").sentence());
        Refusal noId = refused("secret_access_key");
        assertEquals("Credential field 'access_key_id' " + why, noId.sentence());
        assertEquals(
                List.of("body", "credentials", "access_key_id"),
                noId.faults().getFirst().loc());
    }

    @Test
    void aLineBreakCannotComeIntoAHeaderByTheToken() {
        var values = values("access_key_id", "secret_access_key");
        values.put("session_token", Secret.of("a\nb: c"));
        URI base = BEDROCK.baseUri(Map.of("region", "eu-west-1"));
        assertEquals(
                "Credential field 'session_token' may hold only printable ASCII characters.",
                assertThrows(Refusal.class, () -> BEDROCK.access(base, values)).sentence());
    }

    @Test
    void aStoredCredentialWithBothIsSentAsItsPlainKey() {
        assertFalse(access("api_key", "access_key_id", "secret_access_key").signs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_key_id", "secret_access_key", "session_token"})
    void aNewCredentialWithBothIsAClash(String field) {
        assertEquals(
                Optional.of("Credential field '" + field + "' cannot stand beside api_key: send either api_key, or"
                        + " access_key_id and secret_access_key (with session_token when the keys are temporary)."),
                BEDROCK.clash(Set.of("region", "api_key", field)).map(Refusal::sentence));
    }

    @Test
    void oneWayInIsNoClash() {
        assertEquals(Optional.empty(), BEDROCK.clash(Set.of("region", "api_key")));
        assertEquals(Optional.empty(), BEDROCK.clash(Set.of("region", "access_key_id", "secret_access_key")));
        Provider groq = Catalogue.load(Map.of()).find("groq").orElseThrow();
        assertEquals(Optional.empty(), groq.clash(Set.of("api_key")));
    }

    @Test
    void theTestCallIsSignedAsWell() {
        var plain = Map.of("region", "eu-west-1");
        var pair = values("access_key_id", "secret_access_key");
        PreparedCall call = BEDROCK.testCall(plain, pair, NOW);
        var signer = new SigV4(
                "value-of-access_key_id", Secret.of("value-of-secret_access_key"), null, "eu-west-1", "bedrock");
        var host = Map.of("host", "bedrock.eu-west-1.amazonaws.com");
        assertEquals(signer.sign("GET", "/foundation-models", host, new byte[0], NOW), call.headers());
        assertEquals(
                Map.of("Authorization", "Bearer value-of-api_key"),
                BEDROCK.testCall(plain, values("api_key"), NOW).headers());
    }
}
