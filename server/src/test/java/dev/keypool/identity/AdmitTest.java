package dev.keypool.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import dev.keypool.values.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdmitTest {
    private static final String MALFORMED =
            "Invalid authentication token format. Expected: client_id:api_key:api_secret";

    @TempDir
    Path folder;

    private House house;
    private BrandId brand;
    private Answers.ClientWithToken client;

    @BeforeEach
    void aBrandWithAClient() {
        house = new House(folder);
        brand = house.newBrand("Acme");
        client = house.newClient(brand, "Back office");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aClientIsAdmittedToItsBrandWithEveryScopeButTheAdminPlane() {
        Caller caller = house.caller(client.clientToken());
        assertEquals(brand, caller.brand());
        assertEquals(Caller.Kind.CLIENT, caller.kind());
        assertEquals(client.client().clientId(), caller.id());
        assertEquals(
                EnumSet.complementOf(EnumSet.of(Scope.ADMIN, Scope.INVITE_REDEEM)), EnumSet.copyOf(caller.scopes()));
    }

    @Test
    void theSchemeMayBeWrittenInAnyCaseAndWithMoreBlanks() {
        for (String scheme : List.of("Bearer ", "bearer ", "BEARER   ")) {
            var admission = house.identities.admit(scheme + client.clientToken() + " ");
            assertTrue(admission instanceof dev.keypool.http.Authenticator.Admission.Admitted, scheme);
        }
    }

    @Test
    void anAgentIsAdmittedWithItsOwnScopesOnly() {
        var agent = house.newAgent(brand, "Reader", "\"scopes\": [\"integrations:read\", \"gate:chat\"]");
        Caller caller = house.caller(agent.token());
        assertEquals(brand, caller.brand());
        assertEquals(Caller.Kind.AGENT, caller.kind());
        assertEquals(agent.agent().id(), caller.id());
        assertEquals(Set.of(Scope.INTEGRATIONS_READ, Scope.GATE_CHAT), caller.scopes());
    }

    @Test
    void theAdminTokenGivesTheAdminPlaneAlone() {
        Caller caller = house.caller(House.ADMIN_TOKEN);
        assertEquals(Caller.Kind.ADMIN, caller.kind());
        assertEquals("admin", caller.id());
        assertEquals(Set.of(Scope.ADMIN), caller.scopes());
    }

    @Test
    void withoutAnAdminTokenInTheSettingsNobodyIsAdmin() {
        Identities closed = Identities.open(house.database, () -> house.now, new SecureRandom(), null);
        assertTrue(
                closed.admit("Bearer " + House.ADMIN_TOKEN)
                        instanceof dev.keypool.http.Authenticator.Admission.Refused);
        assertTrue(
                closed.admit("Bearer " + client.clientToken())
                        instanceof dev.keypool.http.Authenticator.Admission.Admitted);
    }

    @Test
    void aBlankAdminTokenIsRefusedAtStart() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Identities.open(house.database, () -> house.now, new SecureRandom(), Secret.of(" ")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("KEYPOOL_ADMIN_TOKEN"));
    }

    @Test
    void aMissingTokenSaysWhatToSend() {
        for (@Nullable String header : new @Nullable String[] {null, "", "  "}) {
            Refusal refusal = unauthenticated(header);
            assertTrue(refusal.sentence().startsWith("No token was sent. Send the header: Authorization: Bearer"));
        }
    }

    @Test
    void aMalformedTokenGetsThePublishedSentence() {
        String agent = house.newAgent(brand, "Reader", "").token();
        for (String header : List.of(
                "Bearer",
                "Bearer ",
                "Basic dXNlcjpwYXNz",
                "Bearer nonsense",
                "Bearer " + House.ADMIN_TOKEN + "x",
                "Bearer " + client.client().clientId(),
                "Bearer " + client.clientToken() + ":more",
                "Bearer " + agent.substring(0, 75),
                "Bearer " + agent.replace('_', '-'),
                client.clientToken())) {
            assertEquals(MALFORMED, unauthenticated(header).sentence(), header);
        }
    }

    @Test
    void anUnknownClientAndAWrongSecretAreRefusedAlike() {
        String token = client.clientToken();
        Refusal wrongSecret = unauthenticated("Bearer " + changedAtTheEnd(token));
        Refusal wrongKey = unauthenticated("Bearer " + token.replace(":sk_", ":sk_0"));
        Refusal unknown = unauthenticated("Bearer cli_aaaaaaaaaaaaaaaa" + token.substring(20));
        assertAlike(wrongSecret, unknown);
        assertAlike(wrongSecret, wrongKey);
        assertFalse(wrongSecret.sentence().contains(client.client().clientId()));
    }

    @Test
    void anUnknownAgentAndAWrongSecretAreRefusedAlike() {
        var agent = house.newAgent(brand, "Reader", "");
        SecureRandom random = new SecureRandom();
        String forged = AgentToken.mint(agent.agent().id(), random).reveal(Secret.Use.SHOWN_ONCE);
        String unknown = AgentToken.mint(AgentToken.newId(random), random).reveal(Secret.Use.SHOWN_ONCE);
        assertAlike(unauthenticated("Bearer " + forged), unauthenticated("Bearer " + unknown));
    }

    @Test
    void anInactiveClientIsForbiddenOnlyWhenItsSecretIsRight() {
        house.asAdmin("adminUpdateClient", Map.of("client_id", client.client().clientId()), "{\"is_active\": false}");
        Refusal refusal = house.turnedAway("Bearer " + client.clientToken());
        assertEquals(Refusal.Kind.FORBIDDEN, refusal.kind());
        assertEquals("inactive_client", refusal.code());
        assertTrue(refusal.sentence().contains(client.client().clientId()), refusal.sentence());
        unauthenticated("Bearer " + changedAtTheEnd(client.clientToken()));
        house.asAdmin("adminUpdateClient", Map.of("client_id", client.client().clientId()), "{\"is_active\": true}");
        house.caller(client.clientToken());
    }

    @Test
    void anInactiveBrandForbidsItsClientsAndAgentsAlsoAfterARestart() {
        String agent = house.newAgent(brand, "Reader", "").token();
        house.asAdmin("adminUpdateBrand", Map.of("id", "" + brand.value()), "{\"is_active\": false}");
        for (int round = 0; round < 2; round++) {
            assertEquals(
                    Refusal.Kind.FORBIDDEN,
                    house.turnedAway("Bearer " + client.clientToken()).kind());
            assertEquals(
                    Refusal.Kind.FORBIDDEN, house.turnedAway("Bearer " + agent).kind());
            house.restart();
        }
        house.asAdmin("adminUpdateBrand", Map.of("id", "" + brand.value()), "{\"is_active\": true}");
        house.caller(client.clientToken());
        house.caller(agent);
    }

    @Test
    void anInactiveAgentIsForbidden() {
        var agent = house.newAgent(brand, "Reader", "");
        house.asAdmin("adminUpdateAgent", Map.of("id", agent.agent().id()), "{\"is_active\": false}");
        assertEquals(
                Refusal.Kind.FORBIDDEN,
                house.turnedAway("Bearer " + agent.token()).kind());
    }

    @Test
    void aRevokedAgentIsToldSoAlsoAfterARestart() {
        var agent = house.newAgent(brand, "Reader", "");
        house.asAdmin("adminDeleteAgent", Map.of("id", agent.agent().id()), "{}");
        assertTrue(unauthenticated("Bearer " + agent.token()).sentence().contains("revoked"));
        house.restart();
        assertTrue(unauthenticated("Bearer " + agent.token()).sentence().contains("revoked"));
    }

    @Test
    void anAgentExpiresOnTheSecond() {
        var agent =
                house.newAgent(brand, "Reader", "\"expires_at\": \"2026-11-23T13:00:00+01:00\"".replace("13:", "14:"));
        house.now = house.now.plus(Duration.ofMinutes(60)).minusMillis(1);
        house.caller(agent.token());
        house.now = house.now.plusMillis(1);
        String sentence = unauthenticated("Bearer " + agent.token()).sentence();
        assertTrue(sentence.contains("expired at 2026-11-23T13:00:00Z"), sentence);
    }

    @Test
    void afterARotationTheOldTokenDiesAtOnce() {
        String fresh = rotated("{}");
        house.caller(fresh);
        unauthenticated("Bearer " + client.clientToken());
    }

    @Test
    void withAnOverlapTheOldTokenLivesExactlyThatLongAlsoAcrossARestart() {
        String fresh = rotated("{\"overlap_seconds\": 3600}");
        house.restart();
        house.now = house.now.plusSeconds(3600).minusMillis(1);
        house.caller(fresh);
        house.caller(client.clientToken());
        house.now = house.now.plusMillis(1);
        house.caller(fresh);
        unauthenticated("Bearer " + client.clientToken());
    }

    @Test
    void aSecondRotationEndsTheFirstOverlap() {
        String second = rotated("{\"overlap_seconds\": 3600}");
        String third = rotated("{\"overlap_seconds\": 3600}");
        house.caller(third);
        house.caller(second);
        unauthenticated("Bearer " + client.clientToken());
    }

    @Test
    void aDeletedClientIsUnknown() {
        house.asAdmin("adminDeleteClient", Map.of("client_id", client.client().clientId()), "{}");
        unauthenticated("Bearer " + client.clientToken());
    }

    /** As when the way back from a commit is lost: the row is changed, the caller saw a failure and tries again. */
    @Test
    void aRepeatedRevocationTakesHoldEvenWhenTheFirstSeemedToFail() {
        var agent = house.newAgent(brand, "Reader", "");
        house.database.write(handle -> handle.execute("UPDATE agent SET revoked_at = 1"));
        house.caller(agent.token());
        house.adminRefusal("adminDeleteAgent", Map.of("id", agent.agent().id()), "{}");
        assertTrue(unauthenticated("Bearer " + agent.token()).sentence().contains("revoked"));
    }

    @Test
    void clientsMadeAtTheSameTimeAreAllAdmitted() {
        List<String> tokens = new CopyOnWriteArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.execute(() -> {
                    String token = house.newClient(brand, "worker").clientToken();
                    house.caller(token);
                    tokens.add(token);
                });
            }
        }
        assertEquals(50, tokens.size());
        house.restart();
        tokens.forEach(house::caller);
    }

    @Test
    void tokensOutliveARestart() {
        var agent = house.newAgent(brand, "Reader", "");
        house.restart();
        assertEquals(
                client.client().clientId(), house.caller(client.clientToken()).id());
        assertEquals(agent.agent().id(), house.caller(agent.token()).id());
    }

    private String rotated(String body) {
        var answer = house.asAdmin(
                "adminRotateClient", Map.of("client_id", client.client().clientId()), body);
        assertEquals(200, answer.status());
        return ((Answers.ClientWithToken) answer.body()).clientToken();
    }

    private Refusal unauthenticated(@Nullable String header) {
        Refusal refusal = house.turnedAway(header);
        assertEquals(Refusal.Kind.UNAUTHENTICATED, refusal.kind());
        assertEquals("unauthenticated", refusal.code());
        assertEquals(Map.of("WWW-Authenticate", "Bearer"), refusal.headers());
        return refusal;
    }

    private static void assertAlike(Refusal one, Refusal other) {
        assertEquals(one.sentence(), other.sentence());
        assertEquals(one.code(), other.code());
        assertEquals(one.headers(), other.headers());
    }

    private static String changedAtTheEnd(String token) {
        char last = token.charAt(token.length() - 1);
        return token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0');
    }
}
