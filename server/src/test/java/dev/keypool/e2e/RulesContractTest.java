package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 0 of contract/integrations.md, statement by statement, against the running server. */
final class RulesContractTest {
    private static final String LIST = "/api/v1/integrations";
    private static Product product;

    private Brand brand;

    @BeforeAll
    static void start(@TempDir Path dir) {
        product = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0");
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    @BeforeEach
    void makeBrand() {
        brand = Brand.make(product);
    }

    @AfterEach
    void closeBrand() {
        brand.close();
    }

    @Test
    void withoutATokenTheSentenceSaysWhatIsExpected() {
        Reply reply = product.http(null).get(LIST);
        assertError(reply, 401);
        assertEquals("Bearer", reply.header("WWW-Authenticate"));
        assertTrue(
                reply.json().get("error").asText().contains("Authorization: Bearer client_id:api_key:api_secret"),
                reply.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "cli_a:sk_b", "cli_a:sk_b:secret_c:more", "::", "kp_1_2"})
    void aMalformedTokenIs401(String token) {
        assertUnauthenticated(product.http(token).get(LIST));
    }

    @Test
    void anUnknownTokenIs401AndSaysNoMore() {
        String[] parts = brand.token().split(":", -1);
        Reply wrongSecret = product.http(parts[0] + ":" + parts[1] + ":secret_" + "0".repeat(62))
                .get(LIST);
        Reply unknownClient = product.http("cli_0000000000000000:" + parts[1] + ":" + parts[2])
                .get(LIST);
        assertError(wrongSecret, 401);
        assertError(unknownClient, 401);
        assertEquals("Bearer", wrongSecret.header("WWW-Authenticate"));
        assertEquals(wrongSecret.json().get("error"), unknownClient.json().get("error"));
    }

    @Test
    void anInactiveClientIs403() {
        product.admin().patch("/api/v1/admin/clients/" + brand.clientId(), "{\"is_active\":false}");
        assertError(brand.api().get(LIST), 403);
    }

    @Test
    void anAgentWithoutTheScopeIs403() {
        Reply agent = brand.api().post("/api/v1/agents", "{\"name\":\"reader\",\"scopes\":[\"integrations:read\"]}");
        assertEquals(201, agent.status(), agent.text());
        Http reader = product.http(agent.json().required("token").asText());
        assertEquals(200, reader.get(LIST).status());
        assertError(reader.delete(LIST + "/1"), 403);
    }

    @Test
    void anotherBrandsIdAnswersAsAMissingOne() {
        try (Brand other = Brand.make(product)) {
            long theirs = other.key("groq", Brand.groqKey());
            Reply foreign = brand.api().get(LIST + "/" + theirs);
            Reply missing = brand.api().get(LIST + "/999999");
            assertError(foreign, 404);
            assertEquals("Integration not found", foreign.json().get("error").asText());
            assertEquals(withoutRequestId(missing), withoutRequestId(foreign));
            assertError(brand.api().patch(LIST + "/" + theirs, "{\"is_active\":false}"), 404);
            assertError(brand.api().delete(LIST + "/" + theirs), 404);
            assertTrue(other.integration(theirs).get("is_active").asBoolean());
        }
    }

    @Test
    void anUnknownPathIs404() {
        assertError(brand.api().get("/api/v1/integrationz"), 404);
    }

    @Test
    void aWrongMethodIs405WithAllow() {
        Reply reply = brand.api().send("PUT", LIST, "{}");
        assertError(reply, 405);
        assertTrue(
                reply.header("Allow").contains("GET") && reply.header("Allow").contains("POST"), reply.header("Allow"));
    }

    @Test
    void anAnswerThatIsNotJsonCannotBeAskedFor() {
        assertError(brand.api().send("GET", LIST, null, "Accept", "application/xml"), 406);
    }

    @Test
    void aBodyThatIsNotJsonIs415() {
        assertError(product.http(brand.token()).send("POST", LIST, null, "Content-Type", "text/plain"), 415);
    }

    @Test
    void aBodyOverOneMebibyteIs413() {
        String body = "{\"key_label\":\"" + "x".repeat(1 << 20) + "\"}";
        assertError(brand.api().post(LIST, body), 413);
    }

    @Test
    void brokenJsonIs422AndSaysWhere() {
        Reply reply = brand.api().post(LIST, "{\"provider_name\": \"groq\",");
        assertError(reply, 422);
        assertTrue(reply.text().contains("line 1"), reply.text());
    }

    @Test
    void everyFaultIsInOneAnswer() {
        Reply reply = brand.api()
                .post(LIST, "{\"credentials\":{},\"daily_limit\":0,\"is_primary\":\"yes\",\"keylabel\":\"x\"}");
        assertError(reply, 422);
        List<String> places = StreamSupport.stream(reply.json().get("detail").spliterator(), false)
                .map(fault -> fault.get("loc").toString())
                .toList();
        assertTrue(places.contains("[\"body\",\"provider_name\"]"), reply.text());
        assertTrue(places.contains("[\"body\",\"daily_limit\"]"), reply.text());
        assertTrue(places.contains("[\"body\",\"is_primary\"]"), reply.text());
        assertTrue(places.contains("[\"body\",\"keylabel\"]"), reply.text());
        assertTrue(reply.text().contains("key_label"), "the nearest valid name is suggested: " + reply.text());
    }

    @Test
    void aMisspeltFilterNeverReturnsEverything() {
        Reply reply = brand.api().get(LIST + "?provider_nam=groq");
        assertError(reply, 422);
        assertEquals(
                "[\"query\",\"provider_nam\"]", reply.json().at("/detail/0/loc").toString());
        assertTrue(reply.text().contains("provider_name"), reply.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=ten",
                "limit=1.5",
                "offset=-1",
                "offset=x",
                "is_active=yes",
                "health_status=sick",
                "limit=1&limit=2"
            })
    void aBadQueryIs422WithItsPlace(String query) {
        Reply reply = brand.api().get(LIST + "?" + query);
        assertError(reply, 422);
        assertEquals("query", reply.json().at("/detail/0/loc/0").asText());
        assertEquals(
                query.substring(0, query.indexOf('=')),
                reply.json().at("/detail/0/loc/1").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0", "-1", "1.5", "99999999999999999999"})
    void anIdThatIsNoPositiveNumberIs422(String id) {
        Reply reply = brand.api().get(LIST + "/" + id);
        assertError(reply, 422);
        assertEquals("[\"path\",\"id\"]", reply.json().at("/detail/0/loc").toString());
    }

    @Test
    void theCallersRequestIdComesBack() {
        Reply reply = brand.api().send("GET", LIST, null, "X-Request-Id", "trace-1.2_3");
        assertEquals("trace-1.2_3", reply.header("X-Request-Id"));
    }

    @Test
    void aRequestIdOfAnotherFormIsReplacedByAUuid7() {
        Reply reply = brand.api().send("GET", LIST, null, "X-Request-Id", "has a space");
        assertTrue(reply.header("X-Request-Id")
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        assertNotEquals(reply.header("X-Request-Id"), brand.api().get(LIST).header("X-Request-Id"));
    }

    @Test
    void aRepeatedWriteWithAnIdempotencyKeyHappensOnce() {
        String body = "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"" + Brand.groqKey() + "\"}}";
        Reply first = brand.api().send("POST", LIST, body, "Idempotency-Key", "create-1");
        Reply again = brand.api().send("POST", LIST, body, "Idempotency-Key", "create-1");
        assertEquals(201, first.status(), first.text());
        assertEquals(201, again.status(), again.text());
        assertEquals(first.json().at("/integration/id"), again.json().at("/integration/id"));
        assertEquals(1, brand.api().get(LIST).json().get("total").asInt());
        assertError(
                brand.api()
                        .send("POST", LIST, body.replace("groq\",\"c", "mistral\",\"c"), "Idempotency-Key", "create-1"),
                422);
    }

    @Test
    void aRestartRemembersAnIdempotencyKey() {
        String body = "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"" + Brand.groqKey() + "\"}}";
        Reply first = brand.api().send("POST", LIST, body, "Idempotency-Key", "create-2");
        assertEquals(201, first.status(), first.text());
        product.restart();
        try (Http api = product.http(brand.token())) {
            Reply again = api.send("POST", LIST, body, "Idempotency-Key", "create-2");
            assertEquals(201, again.status(), again.text());
            assertEquals("true", again.header("Idempotent-Replayed"));
            assertEquals(first.text(), again.text());
        }
    }

    @Test
    void aWriteWhileTheStoreIsLockedIs503WithRetryAfter() throws Exception {
        try (AutoCloseable _ = product.lockDatabase()) {
            Reply reply = brand.api()
                    .post(
                            LIST,
                            "{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"" + Brand.groqKey() + "\"}}");
            assertError(reply, 503);
            assertFalse(reply.header("Retry-After").isEmpty());
        }
        assertEquals(0, brand.api().get(LIST).json().get("total").asInt());
    }

    @Test
    void theDocumentNamesEveryControlOperation() {
        JsonNode document = product.http(null).get("/openapi").json();
        assertEquals("3.1", document.get("openapi").asText().substring(0, 3));
        for (String path : List.of(LIST, LIST + "/{id}", LIST + "/health", LIST + "/providers", LIST + "/{id}/test")) {
            assertTrue(document.get("paths").has(path), path);
        }
    }

    @Test
    void theReadersPageComesFromThisServerAlone() {
        Reply page = product.http(null).get("/docs/");
        assertEquals(200, page.status());
        assertFalse(page.text().contains("https://"), "no foreign host in the page");
        assertTrue(
                page.header("Content-Security-Policy").contains("default-src"),
                page.raw().headers().toString());
    }

    private static void assertUnauthenticated(Reply reply) {
        assertError(reply, 401);
        assertEquals("Bearer", reply.header("WWW-Authenticate"));
        assertEquals(
                "Invalid authentication token format. Expected: client_id:api_key:api_secret",
                reply.json().get("error").asText());
    }

    private static String withoutRequestId(Reply reply) {
        return reply.text().replaceAll("\"request_id\":\"[^\"]*\"", "");
    }

    /** The one error shape, and nothing of our inside in it. */
    static void assertError(Reply reply, int status) {
        assertEquals(status, reply.status(), reply.text());
        JsonNode body = reply.json();
        assertFalse(body.get("success").asBoolean(true), reply.text());
        assertTrue(body.get("error").asText().length() > 10, reply.text());
        assertTrue(body.get("code").asText().matches("[a-z_]+"), reply.text());
        assertEquals(reply.header("X-Request-Id"), body.get("request_id").asText());
        JsonNode detail = body.get("detail");
        assertTrue(detail.isArray() || detail.asText().equals(body.get("error").asText()), reply.text());
        for (String inside : List.of("Exception", "dev.keypool", "java.", "SELECT", "INSERT", "\tat ")) {
            assertFalse(reply.text().contains(inside), reply.text());
        }
    }
}
