package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public API by a session instead of a token. */
final class SessionCallsTest {
    private static final String LIST = "/api/v1/integrations";

    private static Stage stage;

    @BeforeAll
    static void start(@TempDir Path folder) {
        stage = new Stage(folder);
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

    @Test
    void aSessionReadsByItsCookieAndWritesOnlyWithItsCsrfToken() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            Visitor other = visitor(brand);
            assertEquals(200, visitor.get(LIST).status());
            String body = "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + Brand.openRouterKey()
                    + "\"}}";
            for (String[] headers : List.of(
                    new String[0], new String[] {"X-CSRF-Token", ""}, new String[] {"X-CSRF-Token", other.csrf()})) {
                Reply refused = visitor.without("POST", LIST, body, headers);
                assertEquals(403, refused.status(), refused.text());
                assertEquals("csrf_token_missing", refused.json().get("code").asText());
            }
            assertEquals(201, visitor.send("POST", LIST, body).status());
            assertEquals(1, visitor.get(LIST).json().get("total").asInt());
        }
    }

    @Test
    void theGatewayTakesASessionToo() {
        try (Brand brand = brand()) {
            brand.key("openrouter", Brand.openRouterKey());
            Visitor visitor = visitor(brand);
            assertEquals(200, visitor.get("/v1/usage").status());
            assertEquals(200, visitor.get("/v1/models").status());
            String ask =
                    "{\"model\":\"openrouter/sandbox/chat\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            Reply refused = visitor.without("POST", "/v1/chat/completions", ask);
            assertEquals(403, refused.status());
            assertEquals("csrf_token_missing", refused.json().at("/error/code").asText());
            assertEquals(200, visitor.send("POST", "/v1/chat/completions", ask).status());
            Reply made = nobody().send("GET", "/v1/usage", null, "Cookie", "kp_session=00");
            assertEquals(401, made.status());
            assertEquals("session_ended", made.json().at("/error/code").asText());
        }
    }

    @Test
    void aPageOfAProviderIsNotOpenedByACookieAlone() {
        try (Brand brand = brand()) {
            brand.key("openrouter", Brand.openRouterKey());
            Visitor visitor = visitor(brand);
            for (String path : List.of("/v1/proxy/openrouter/models", "/api/gate/v1/proxy/openrouter/models")) {
                assertEquals(403, visitor.get(path).status(), path);
                assertEquals(200, visitor.send("GET", path, null).status(), path);
            }
        }
    }

    @Test
    void whoeverSendsATokenIsJudgedByItAlone() {
        try (Brand brand = brand();
                Brand other = brand()) {
            brand.key("openrouter", Brand.openRouterKey());
            Visitor visitor = visitor(brand);
            Reply reply = visitor.without("GET", LIST, null, "Authorization", "Bearer " + other.token());
            assertEquals(0, reply.json().get("total").asInt());
            assertEquals(
                    401,
                    visitor.without("GET", LIST, null, "Authorization", "Bearer nonsense")
                            .status());
            assertEquals(
                    401,
                    visitor.without("GET", "/v1/usage", null, "x-api-key", "nonsense")
                            .status());
        }
    }

    @Test
    void twoBrandsSideBySideSeeNothingOfEachOther() {
        try (Brand brand = brand();
                Brand other = brand()) {
            long key = brand.key("openrouter", Brand.openRouterKey());
            assertEquals(1, visitor(brand).get(LIST).json().get("total").asInt());
            Visitor stranger = visitor(other);
            assertEquals(0, stranger.get(LIST).json().get("total").asInt());
            assertEquals(404, stranger.get(LIST + "/" + key).status());
            assertEquals(404, stranger.send("DELETE", LIST + "/" + key, null).status());
        }
    }

    @Test
    void aSessionIsNoOperator() {
        try (Brand brand = brand()) {
            assertEquals(403, visitor(brand).get("/api/v1/admin/brands").status());
        }
    }

    @Test
    void theAuditLogTellsTheClientAndThatItWasTheDashboard() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            visitor.send("POST", "/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\"]}");
            brand.api().post("/api/v1/agents", "{\"name\":\"other\",\"scopes\":[\"gate:chat\"]}");
            JsonNode entries = stage.product()
                    .admin()
                    .get("/api/v1/admin/audit?brand_id=" + brand.id())
                    .json()
                    .get("entries");
            assertEquals(brand.clientId(), entries.at("/1/actor").asText());
            assertEquals("agent.created", entries.at("/1/action").asText());
            assertEquals("dashboard", entries.at("/1/via").asText());
            assertTrue(entries.at("/0/via").isNull());
            assertEquals("session.opened", entries.at("/2/action").asText());
            assertEquals("dashboard", entries.at("/2/via").asText());
        }
    }

    private static Brand brand() {
        return Brand.make(stage.product());
    }

    private static Http nobody() {
        return stage.product().http(null);
    }

    private static Visitor visitor(Brand brand) {
        return Visitor.signIn(nobody(), brand.token());
    }
}
