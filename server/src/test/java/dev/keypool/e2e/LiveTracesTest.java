package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests over real streams, as they end. */
@Timeout(60)
final class LiveTracesTest {
    private static final String LIVE = "/api/v1/traces/live";
    private static final String MODEL = "openrouter/sandbox/chat";

    private static Product product;

    @BeforeAll
    static void start(@TempDir Path dir) {
        product = Product.start(dir);
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    @Test
    void aRequestIsToldAsTheListHasIt() throws Exception {
        try (Brand brand = Brand.make(product)) {
            brand.key("openrouter", Brand.openRouterKey());
            try (LiveStream stream = LiveStream.open(product, LIVE, "Authorization", "Bearer " + brand.token())) {
                assertEquals(200, stream.status());
                assertEquals("text/event-stream", stream.header("Content-Type"));
                assertTrue(stream.next().get("traces").isEmpty());
                assertEquals(200, brand.chat(MODEL).status());
                JsonNode told = stream.next().at("/traces/0");
                assertEquals(brand.api().get("/v1/traces").json().at("/data/0"), told);
            }
        }
    }

    @Test
    void anAgentHearsItsOwnRequestsAndABrandThoseOfNoOther() throws Exception {
        try (Brand brand = Brand.make(product);
                Brand other = Brand.make(product)) {
            brand.key("openrouter", Brand.openRouterKey());
            other.key("openrouter", Brand.openRouterKey());
            JsonNode agent = brand.api()
                    .post("/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\",\"gate:usage\"]}")
                    .json();
            String token = agent.get("token").asText();
            try (LiveStream own = LiveStream.open(product, LIVE, "Authorization", "Bearer " + token);
                    Http robot = product.http(token)) {
                own.next();
                other.chat(MODEL);
                brand.chat(MODEL);
                robot.post("/v1/chat/completions", Brand.ask(MODEL));
                JsonNode told = own.next().get("traces");
                assertEquals(1, told.size(), told.toString());
                assertEquals("robot", told.at("/0/caller_name").asText());
            }
        }
    }

    @Test
    void aBrowserListensByItsCookieUntilItSignsOut() throws Exception {
        try (Brand brand = Brand.make(product)) {
            Visitor visitor = Visitor.signIn(product.http(null), brand.token());
            try (LiveStream stream = LiveStream.open(product, LIVE, "Cookie", visitor.cookie())) {
                stream.next();
                visitor.send("DELETE", "/dashboard/session", null);
                assertNull(stream.line("data: "), "the stream has ended");
            }
        }
    }

    @Test
    void whoMayNotReadTracesMayNotListenAndAWrongFilterIsNamed() {
        try (Brand brand = Brand.make(product)) {
            String agent = brand.api()
                    .post("/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\"]}")
                    .json()
                    .get("token")
                    .asText();
            assertEquals(403, product.http(agent).get(LIVE).status());
            assertEquals(401, product.http(null).get(LIVE).status());
            for (String query : List.of(
                    "status=errors",
                    "from=2026-11-01T00:00:00Z",
                    "limit=5",
                    "min_cost_usd=-1",
                    "min_cost_usd=123456789",
                    "integration_id=0",
                    "agent_id=a&client_id=c"))
                assertEquals(422, brand.api().get(LIVE + "?" + query).status(), query);
            JsonNode both = brand.api().get(LIVE + "?agent_id=a&client_id=c").json();
            assertEquals("client_id", both.at("/detail/0/loc/1").asText());
        }
    }

    @Test
    void aServerThatStopsDoesNotWaitForItsListeners(@TempDir Path dir) throws Exception {
        Product other = Product.start(dir, "KEYPOOL_SHUTDOWN_GRACE", "10m");
        String token = other.bootstrap().get("client_token").asText();
        try (LiveStream stream = LiveStream.open(other, LIVE, "Authorization", "Bearer " + token)) {
            stream.next();
            other.close();
            assertNull(stream.line("data: "), "the stream has ended");
        }
    }
}
