package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Live counts over real streams. Nothing here waits for a time: it reads until the event or the end has come. */
@Timeout(60)
final class LiveCountsTest {
    private static final String LIVE = "/api/v1/integrations/live";

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
    void aRequestIsSeenOnTheStreamAsInTheList() throws Exception {
        try (Brand brand = Brand.make(product)) {
            long key = brand.key("openrouter", Brand.openRouterKey());
            try (LiveStream stream = LiveStream.open(product, LIVE, "Authorization", "Bearer " + brand.token())) {
                assertEquals(200, stream.status());
                assertEquals("text/event-stream", stream.header("Content-Type"));
                assertEquals("no-store", stream.header("Cache-Control"));
                assertEquals(0, stream.next().at("/integrations/0/daily_count").asLong());
                assertEquals(200, brand.chat("openrouter/sandbox/chat").status());
                JsonNode told = stream.until("/integrations/0/daily_count", 1).at("/integrations/0");
                JsonNode listed = brand.integration(key);
                for (String field : List.of("id", "daily_count", "health_status", "spend_limit_exceeded"))
                    assertEquals(listed.get(field), told.get(field), field);
            }
        }
    }

    @Test
    void aBrowserListensByItsCookieUntilItSignsOut() throws Exception {
        try (Brand brand = Brand.make(product)) {
            Visitor visitor = Visitor.signIn(product.http(null), brand.token());
            try (LiveStream stream =
                    LiveStream.open(product, LIVE, "Cookie", visitor.cookie(), "Accept", "text/event-stream")) {
                assertTrue(stream.next().get("integrations").isEmpty());
                visitor.send("DELETE", "/dashboard/session", null);
                assertNull(stream.line("data: "), "the stream has ended");
            }
        }
    }

    @Test
    void aStreamEndsWithItsToken() throws Exception {
        try (Brand brand = Brand.make(product)) {
            try (LiveStream stream = LiveStream.open(product, LIVE, "Authorization", "Bearer " + brand.token())) {
                stream.next();
                product.admin().post("/api/v1/admin/clients/" + brand.clientId() + "/rotate", "{}");
                assertNull(stream.line("data: "), "the stream has ended");
            }
        }
    }

    @Test
    void aTokenHasTenStreamsAtMost() throws Exception {
        try (Brand brand = Brand.make(product)) {
            List<LiveStream> streams = new ArrayList<>();
            try {
                for (int i = 0; i < 10; i++) {
                    LiveStream stream = LiveStream.open(product, LIVE, "Authorization", "Bearer " + brand.token());
                    streams.add(stream);
                    stream.next();
                }
                Http.Reply more = brand.api().get(LIVE);
                assertEquals(429, more.status());
                assertEquals("too_many_streams", more.json().get("code").asText());
            } finally {
                for (LiveStream stream : streams) stream.close();
            }
        }
    }

    @Test
    void whoMayNotListKeysMayNotListen() {
        try (Brand brand = Brand.make(product)) {
            String agent = brand.api()
                    .post("/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\"]}")
                    .json()
                    .get("token")
                    .asText();
            assertEquals(403, product.http(agent).get(LIVE).status());
            assertEquals(401, product.http(null).get(LIVE).status());
            assertEquals(
                    406,
                    brand.api()
                            .send("GET", LIVE, null, "Accept", "application/json")
                            .status());
            assertEquals(200, brand.api().send("HEAD", LIVE, null).status());
            assertEquals(405, brand.api().post(LIVE, "{}").status());
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
