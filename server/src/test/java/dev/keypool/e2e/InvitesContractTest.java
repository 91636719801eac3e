package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invitations over HTTP: what the brand does with them, and what a contributor may. */
final class InvitesContractTest {
    private static final String INVITES = "/api/v1/invites";
    private static final String INVITATION = "/api/v1/invitation";

    private static Stage stage;
    private static Path folder;

    @BeforeAll
    static void start(@TempDir Path dir) {
        folder = dir;
        stage = new Stage(dir);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    /** All tests come from one address. */
    @BeforeEach
    void rest() {
        stage.pass(Duration.ofMinutes(1));
    }

    /** An invitation and its link's token. */
    private record Made(long id, String token) {}

    private static Brand brand() {
        return Brand.make(stage.product());
    }

    private static Made invite(Brand brand, String json) {
        Reply reply = brand.api().post(INVITES, json.replace('\'', '"'));
        assertEquals(201, reply.status(), reply.text());
        assertDocumented(INVITES, "post", reply);
        return new Made(
                reply.json().at("/invite/id").asLong(),
                reply.json().get("token").asText());
    }

    private static Http guest(Made made) {
        return stage.product().http(made.token());
    }

    private static Reply redeem(Made made, String credential, String... headers) {
        String body = "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + credential + "\"}}";
        return guest(made).send("POST", INVITATION, body, headers);
    }

    private static JsonNode only(Brand brand) {
        Reply reply = brand.api().get(INVITES);
        assertDocumented(INVITES, "get", reply);
        assertEquals(1, reply.json().get("total").asInt(), reply.text());
        return reply.json().at("/invites/0");
    }

    private static int keys(Brand brand) {
        return brand.api().get("/api/v1/integrations").json().get("total").asInt();
    }

    private static void assertRefused(Reply reply, int status, String code) {
        RulesContractTest.assertError(reply, status);
        assertEquals(code, reply.json().get("code").asText());
    }

    private static void assertDocumented(String path, String method, Reply reply) {
        List<String> faults = DocumentedAnswers.of(stage.product()).faults(path, method, reply.raw(), reply.text());
        assertEquals(List.of(), faults);
    }

    @Test
    void aLinkTakesOneKeyAndItsBrandSeesWhatBecameOfIt() {
        try (Brand brand = brand()) {
            Made made = invite(
                    brand, "{'provider_name':'openrouter','key_label':'Of Anna','daily_limit':5,'is_primary':true}");
            String credential = Brand.openRouterKey();
            Reply look = guest(made).get(INVITATION);
            assertEquals(200, look.status(), look.text());
            assertDocumented(INVITATION, "get", look);
            Reply reply = redeem(made, credential);
            assertEquals(201, reply.status(), reply.text());
            assertDocumented(INVITATION, "post", reply);
            assertEquals("valid", reply.json().at("/test/result").asText());
            assertEquals(
                    "OpenRouter accepts the key.",
                    reply.json().at("/test/message").asText());
            assertFalse(reply.text().contains(credential));

            JsonNode invite = only(brand);
            assertEquals("used", invite.get("state").asText());
            JsonNode key = brand.integration(invite.get("integration_id").asLong());
            assertEquals(reply.json().get("key_preview"), key.get("key_preview"));
            assertEquals("Of Anna", key.get("key_label").asText());
            assertEquals(5, key.get("daily_limit").asInt());
            assertEquals(10, key.get("priority").asInt());
            assertEquals(200, brand.chat("openrouter/sandbox/chat").status());

            Reply again = redeem(made, Brand.openRouterKey());
            assertRefused(again, 410, "invite_used");
            assertRefused(guest(made).get(INVITATION), 410, "invite_used");
            assertDocumented(INVITATION, "post", again);
            assertEquals(1, keys(brand));
        }
    }

    @Test
    void theContributorIsToldWhoInvitesWhatForAndNothingElse() {
        try (Brand brand = brand()) {
            brand.key("groq", Brand.groqKey(), "\"key_label\":\"Hidden\"");
            Made made = invite(
                    brand, "{'note':'For the course','minute_limit':3,'priority':77,'account_group':'hidden-group'}");
            JsonNode told = guest(made).get(INVITATION).json();
            assertEquals("Test", told.at("/invitation/brand_name").asText());
            assertEquals("For the course", told.at("/invitation/note").asText());
            assertEquals(3, told.at("/invitation/minute_limit").asInt());
            assertEquals(
                    Set.of("success", "invitation", "providers"),
                    new TreeSet<>(told.propertyStream()
                            .map(java.util.Map.Entry::getKey)
                            .toList()));
            for (String hidden : List.of("Hidden", "hidden-group", brand.clientId(), "77"))
                assertFalse(told.get("invitation").toString().contains(hidden), hidden);
        }
    }

    @Test
    void anOpenInvitationOffersWhatHasAnAddressOfItsOwnToNobody() {
        try (Brand brand = brand()) {
            Made open = invite(brand, "{}");
            List<String> offered = guest(open).get(INVITATION).json().findValuesAsText("name");
            assertTrue(offered.contains("openrouter") && !offered.contains("vllm") && !offered.contains("ollama"));
            String vllm = "{\"provider_name\":\"vllm\",\"credentials\":{\"base_url\":\"http://127.0.0.1:1/v1\"}}";
            Reply refused = guest(open).post(INVITATION, vllm);
            assertRefused(refused, 422, "validation_error");
            assertTrue(refused.text().contains("an address of their own"), refused.text());

            Made fixed = invite(brand, "{'provider_name':'vllm'}");
            assertEquals(1, guest(fixed).get(INVITATION).json().get("providers").size());
            Reply stored = guest(fixed)
                    .post(
                            INVITATION,
                            "{\"credentials\":{\"base_url\":\""
                                    + stage.product().sandbox().baseUrl("openrouter") + "\"}}");
            assertEquals(201, stored.status(), stored.text());
        }
    }

    @Test
    void aFixedProviderIsTheOnlyOne() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{'provider_name':'groq'}");
            Reply other = redeem(made, Brand.openRouterKey());
            assertRefused(other, 422, "validation_error");
            assertTrue(other.text().contains("This invitation is for a key of groq"), other.text());
            String key = "{\"credentials\":{\"api_key\":\"" + Brand.groqKey() + "\"}}";
            assertEquals(201, guest(made).post(INVITATION, key).status());
        }
    }

    @Test
    void whatTheInviterDecidedTheContributorCannotChange() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{}");
            Reply reply = guest(made)
                    .post(
                            INVITATION,
                            "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + Brand.openRouterKey()
                                    + "\"},\"daily_limit\":null,\"priority\":100,\"key_label\":\"Mine\"}");
            assertRefused(reply, 422, "validation_error");
            assertEquals(3, reply.json().get("detail").size(), reply.text());
            assertEquals(0, keys(brand));
        }
    }

    @Test
    void aKeyThatItsProviderRefusesLeavesTheLinkOpen() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{}");
            String bad = Brand.openRouterKey();
            stage.product().sandboxMode(bad, "invalid");
            Reply refused = redeem(made, bad);
            assertRefused(refused, 422, "credential_rejected");
            assertFalse(refused.text().contains(bad));
            assertEquals("open", only(brand).get("state").asText());
            assertEquals(201, redeem(made, Brand.openRouterKey()).status());
            assertEquals(1, keys(brand));
        }
    }

    @Test
    void aKeyThatIsThereAlreadyLeavesTheLinkOpenAndTellsNoId() {
        try (Brand brand = brand()) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential);
            Made made = invite(brand, "{}");
            Reply refused = redeem(made, credential);
            assertRefused(refused, 409, "duplicate_credential");
            assertFalse(refused.json().get("error").asText().contains(String.valueOf(id)), refused.text());
            assertEquals("open", only(brand).get("state").asText());
        }
    }

    @Test
    void itsTokenIsShownOnceAndNothingOfItIsStored() throws IOException {
        try (Brand brand = brand()) {
            Reply reply = brand.api().send("POST", INVITES, "{}", "Idempotency-Key", "once");
            String token = reply.json().get("token").asText();
            assertEquals("/dashboard/invite#" + token, reply.json().get("link").asText());
            Reply again = brand.api().send("POST", INVITES, "{}", "Idempotency-Key", "once");
            assertRefused(again, 409, "idempotency_secret_shown");
            assertEquals(200, guest(new Made(0, token)).get(INVITATION).status());
            String signature = token.substring(token.length() - 64);
            for (String text :
                    List.of(brand.api().get(INVITES).text(), audit(brand).toString()))
                assertFalse(text.contains(signature));
            for (String file : List.of("keypool.db", "keypool.db-wal"))
                assertFalse(Files.readString(folder.resolve("data").resolve(file), StandardCharsets.ISO_8859_1)
                        .contains(signature));
        }
    }

    @Test
    void itIsOverWhenItsHoursAreAndOutlivesARestartUntilThen() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{'expires_in_hours':2}");
            stage.pass(Duration.ofMinutes(119));
            stage.product().restart(); // on another port
            Brand moved = new Brand(stage.product().http(brand.token()), brand.id(), brand.clientId(), brand.token());
            assertEquals(200, guest(made).get(INVITATION).status());
            stage.pass(Duration.ofMinutes(1));
            assertRefused(redeem(made, Brand.openRouterKey()), 410, "invite_expired");
            assertEquals("expired", only(moved).get("state").asText());
            assertEquals(0, keys(moved));
        }
    }

    @Test
    void whoRevokesIsObeyedAtOnceAndOnlyOnce() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{}");
            Reply revoked = brand.api().delete(INVITES + "/" + made.id());
            assertEquals("revoked", revoked.json().at("/invite/state").asText());
            assertDocumented(INVITES + "/{id}", "delete", revoked);
            assertRefused(redeem(made, Brand.openRouterKey()), 410, "invite_revoked");
            Reply again = brand.api().delete(INVITES + "/" + made.id());
            assertRefused(again, 409, "invite_not_open");
            assertTrue(again.text().contains("is revoked"), again.text());
            assertRefused(brand.api().delete(INVITES + "/999999"), 404, "not_found");
        }
    }

    @Test
    void itDiesWithTheClientThatMadeItAndDoesNotComeBack() {
        try (Brand brand = brand()) {
            Http admin = stage.product().admin();
            String client = "/api/v1/admin/clients/" + brand.clientId();
            Made made = invite(brand, "{}");
            admin.patch(client, "{\"is_active\":false}");
            assertRefused(guest(made).get(INVITATION), 410, "invite_revoked");
            admin.patch(client, "{\"is_active\":true}");
            assertRefused(redeem(made, Brand.openRouterKey()), 410, "invite_revoked");
            Made last = invite(brand, "{}");
            assertEquals(200, guest(last).get(INVITATION).status());
            admin.delete(client);
            assertRefused(redeem(last, Brand.openRouterKey()), 410, "invite_revoked");
        }
    }

    @Test
    void itRestsWhileItsBrandDoes() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{}");
            String path = "/api/v1/admin/brands/" + brand.id();
            stage.product().admin().patch(path, "{\"is_active\":false}");
            assertRefused(guest(made).get(INVITATION), 410, "invite_revoked");
            stage.product().admin().patch(path, "{\"is_active\":true}");
            assertEquals(200, guest(made).get(INVITATION).status());
        }
    }

    @Test
    void whoGuessesLearnsNothing() {
        try (Brand brand = brand()) {
            String token = invite(brand, "{}").token();
            Set<String> answers = new TreeSet<>();
            for (String guess : List.of(
                    "inv_",
                    "inv_" + "A".repeat(32) + "0".repeat(64),
                    token.substring(0, token.length() - 1),
                    token.substring(0, 36) + "0".repeat(64),
                    "inv_" + "A".repeat(32) + token.substring(36))) {
                Reply reply = stage.product().http(guess).get(INVITATION);
                assertRefused(reply, 401, "invalid_invite");
                answers.add(reply.json().get("error").asText());
            }
            assertEquals(1, answers.size(), answers.toString());
        }
    }

    @Test
    void anAddressHasThirtyGuessesAMinuteAndALinkTenCallsWhateverOthersGuess() {
        try (Brand brand = brand()) {
            Http guesser = stage.product().http("inv_nonsense");
            for (int i = 0; i < 30; i++)
                assertEquals(401, guesser.get(INVITATION).status());
            assertRefused(guesser.get(INVITATION), 429, "rate_limited");
            Http guest = guest(invite(brand, "{}"));
            for (int i = 0; i < 10; i++) assertEquals(200, guest.get(INVITATION).status());
            Reply tooMany = guest.get(INVITATION);
            assertRefused(tooMany, 429, "rate_limited");
            assertEquals("6", tooMany.header("Retry-After"));
            assertEquals(200, brand.api().get(INVITES).status());
        }
    }

    @Test
    void aPageOfAnotherSiteUsesNoLink() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{}");
            for (String[] headers : List.of(
                    new String[] {"Origin", "https://evil.example"}, new String[] {"Sec-Fetch-Site", "cross-site"}))
                assertRefused(redeem(made, Brand.openRouterKey(), headers), 403, "cross_origin");
            assertEquals(0, keys(brand));
            assertEquals(
                    201,
                    redeem(made, Brand.openRouterKey(), "Sec-Fetch-Site", "same-origin")
                            .status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/integrations", "/api/v1/invites", "/api/v1/agents", "/api/v1/admin/brands"})
    void aLinkOpensNothingElse(String path) {
        try (Brand brand = brand()) {
            Http guest = guest(invite(brand, "{}"));
            assertRefused(guest.get(path), 403, "missing_scope");
            assertEquals(401, guest.get("/v1/models").status());
            assertEquals(
                    401,
                    Visitor.tryToSignIn(
                                    stage.product().http(null),
                                    invite(brand, "{}").token())
                            .status());
        }
    }

    @Test
    void noOtherTokenRedeems() {
        try (Brand brand = brand()) {
            assertRefused(brand.api().get(INVITATION), 403, "missing_scope");
            assertRefused(stage.product().http(null).get(INVITATION), 401, "unauthenticated");
            Visitor visitor = Visitor.signIn(stage.product().http(null), brand.token());
            assertRefused(visitor.get(INVITATION), 403, "missing_scope");
        }
    }

    @Test
    void anAgentInvitesNobody() {
        try (Brand brand = brand()) {
            Reply agent = brand.api()
                    .post(
                            "/api/v1/agents",
                            "{\"name\":\"robot\",\"scopes\":[\"integrations:read\",\"integrations:write\"]}");
            assertRefused(
                    brand.api().post("/api/v1/agents", "{\"name\":\"x\",\"scopes\":[\"invite:redeem\"]}"),
                    422,
                    "validation_error");
            Http robot = stage.product().http(agent.json().required("token").asText());
            assertRefused(robot.post(INVITES, "{}"), 403, "client_token_needed");
        }
    }

    @Test
    void anotherBrandsSessionInTheSameBrowserIsNotUsed() {
        try (Brand host = brand();
                Brand other = brand()) {
            Made made = invite(host, "{}");
            Visitor visitor = Visitor.signIn(stage.product().http(null), other.token());
            String body = "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + Brand.openRouterKey()
                    + "\"}}";
            Reply reply = visitor.without("POST", INVITATION, body, "Authorization", "Bearer " + made.token());
            assertEquals(201, reply.status(), reply.text());
            assertEquals(1, keys(host));
            assertEquals(0, keys(other));
        }
    }

    @Test
    void twoBrandsSideBySideSeeNothingOfEachOther() {
        try (Brand brand = brand();
                Brand other = brand()) {
            Made made = invite(brand, "{}");
            assertEquals(0, other.api().get(INVITES).json().get("total").asInt());
            assertRefused(other.api().delete(INVITES + "/" + made.id()), 404, "not_found");
            assertEquals("open", only(brand).get("state").asText());
        }
    }

    @Test
    void aBrandHasAHundredOpenOnesAtMost() {
        try (Brand brand = brand()) {
            long first = invite(brand, "{}").id();
            for (int i = 1; i < 100; i++)
                assertEquals(201, brand.api().post(INVITES, "{}").status());
            Reply refused = brand.api().post(INVITES, "{}");
            assertRefused(refused, 409, "too_many_invites");
            brand.api().delete(INVITES + "/" + first);
            assertEquals(201, brand.api().post(INVITES, "{}").status());
            JsonNode page =
                    brand.api().get(INVITES + "?state=open&limit=2&offset=99").json();
            assertEquals(100, page.get("total").asInt());
            assertEquals(1, page.get("invites").size());
            assertEquals(
                    1,
                    brand.api()
                            .get(INVITES + "?state=revoked")
                            .json()
                            .get("total")
                            .asInt());
        }
    }

    @Test
    void everyFaultOfAnInvitationIsNamedInOneAnswer() {
        try (Brand brand = brand()) {
            Reply reply = brand.api()
                    .post(
                            INVITES,
                            "{\"expires_in_hours\":73,\"priority\":101,\"note\":\"\",\"daily_limit\":0,\"credentials\":{}}");
            assertRefused(reply, 422, "validation_error");
            for (String field : List.of("expires_in_hours", "priority", "note", "daily_limit", "credentials"))
                assertTrue(reply.text().contains("\"" + field + "\""), field + " in " + reply.text());
            Reply unknown = brand.api().post(INVITES, "{\"provider_name\":\"grok\"}");
            assertTrue(unknown.text().contains("Did you mean 'groq'?"), unknown.text());
            assertRefused(brand.api().get(INVITES + "?state=new"), 422, "validation_error");
            assertEquals(0, brand.api().get(INVITES).json().get("total").asInt());
        }
    }

    @Test
    void theAuditLogTellsWhoInvitedAndThatTheKeyCameByALink() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{}");
            redeem(made, Brand.openRouterKey());
            brand.api().delete(INVITES + "/" + invite(brand, "{}").id());
            JsonNode entries = audit(brand);
            JsonNode redeemed = entry(entries, "invite.redeemed");
            assertEquals("invite:" + made.id(), redeemed.get("subject").asText());
            JsonNode created = entry(entries, "integration.created");
            for (JsonNode byLink : List.of(redeemed, created)) {
                assertEquals("inv_" + made.id(), byLink.get("actor").asText());
                assertEquals("invite", byLink.get("via").asText());
            }
            assertEquals(
                    created.get("subject").asText(),
                    "integration:" + redeemed.at("/after/integration_id").asLong());
            for (String own : List.of("invite.created", "invite.revoked")) {
                assertEquals(brand.clientId(), entry(entries, own).get("actor").asText());
                assertTrue(entry(entries, own).get("via").isNull());
            }
        }
    }

    @Test
    void whoeverLostTheAnswerSendsTheSameAgainAndIsAnsweredTheSame() {
        try (Brand brand = brand()) {
            Made made = invite(brand, "{}");
            String credential = Brand.openRouterKey();
            Reply first = redeem(made, credential, "Idempotency-Key", "again");
            Reply again = redeem(made, credential, "Idempotency-Key", "again");
            assertEquals(201, again.status(), again.text());
            assertEquals(first.json(), again.json());
            assertEquals("true", again.header("Idempotent-Replayed"));
            assertEquals(1, keys(brand));
        }
    }

    private static JsonNode audit(Brand brand) {
        return stage.product()
                .admin()
                .get("/api/v1/admin/audit?brand_id=" + brand.id())
                .json()
                .get("entries");
    }

    private static JsonNode entry(JsonNode entries, String action) {
        for (JsonNode entry : entries) if (entry.get("action").asText().equals(action)) return entry;
        throw new AssertionError(action + " is not in " + entries);
    }
}
