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
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sessions begin and how they end. */
final class SessionsTest {
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
    void aClientTokenOpensASession() {
        try (Brand brand = brand()) {
            Reply reply = Visitor.tryToSignIn(nobody(), brand.token());
            assertEquals(201, reply.status(), reply.text());
            JsonNode told = reply.json();
            assertEquals(brand.id(), told.get("brand_id").asLong());
            assertEquals("Test", told.get("brand_name").asText());
            assertEquals("test", told.get("client_name").asText());
            assertEquals(
                    stage.now().plus(Duration.ofHours(12)).toString(),
                    told.get("expires_at").asText());
            String cookie = reply.header("Set-Cookie");
            assertTrue(
                    cookie.matches("kp_session=[0-9a-f]{64}; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"),
                    cookie);
            assertEquals("no-store", reply.header("Cache-Control"));
        }
    }

    @Test
    void aSessionTellsWhoItIsAndNobodyIsToldNothing() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            JsonNode told = visitor.get("/dashboard/session").json();
            assertEquals(brand.id(), told.get("brand_id").asLong());
            assertEquals(visitor.csrf(), told.get("csrf_token").asText());
            Reply none = nobody().get("/dashboard/session");
            assertEquals(401, none.status());
            assertEquals("unauthenticated", none.json().get("code").asText());
            Reply made = nobody().send("GET", "/dashboard/session", null, "Cookie", "kp_session=" + "0".repeat(64));
            assertEquals(401, made.status());
            assertEquals("session_ended", made.json().get("code").asText());
        }
    }

    @Test
    void whatIsNoClientTokenIsRefused() {
        try (Brand brand = brand()) {
            String agent = brand.api()
                    .post("/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\"]}")
                    .json()
                    .get("token")
                    .asText();
            assertEquals(403, Visitor.tryToSignIn(nobody(), agent).status());
            assertEquals(401, Visitor.tryToSignIn(nobody(), brand.token() + "x").status());
            assertEquals(401, Visitor.tryToSignIn(nobody(), "nonsense").status());
            for (String body : List.of("", "[]", "{", "{}", "{\"token\":1}", "{\"token\":\"a\",\"b\":1}"))
                assertEquals(422, nobody().post("/dashboard/session", body).status(), body);
            assertEquals(
                    413,
                    nobody().post("/dashboard/session", "{\"token\":\"" + "x".repeat(5000) + "\"}")
                            .status());
        }
    }

    @Test
    void aFormOfAnotherSiteSignsNobodyIn() {
        try (Brand brand = brand()) {
            for (String[] headers : List.of(
                    new String[] {"Origin", "https://evil.example"},
                    new String[] {"Origin", "null"},
                    new String[] {"Origin", "http://127.0.0.1:1"},
                    new String[] {"Sec-Fetch-Site", "cross-site"},
                    new String[] {"Sec-Fetch-Site", "same-site"})) {
                Reply reply = Visitor.tryToSignIn(nobody(), brand.token(), headers);
                assertEquals(403, reply.status(), headers[1]);
                assertEquals("cross_origin", reply.json().get("code").asText());
                assertEquals("", reply.header("Set-Cookie"));
            }
            String own = "http://127.0.0.1:" + stage.product().port();
            assertEquals(
                    201,
                    Visitor.tryToSignIn(nobody(), brand.token(), "Origin", own).status());
            assertEquals(
                    201,
                    Visitor.tryToSignIn(nobody(), brand.token(), "Sec-Fetch-Site", "same-origin")
                            .status());
            assertEquals(
                    415,
                    nobody().send("POST", "/dashboard/session", "token=x", "Content-Type", "text/plain")
                            .status());
        }
    }

    @Test
    void theEleventhSignInOfAMinuteWaits() {
        try (Brand brand = brand()) {
            for (int i = 0; i < 10; i++) Visitor.tryToSignIn(nobody(), "nonsense");
            Reply late = Visitor.tryToSignIn(nobody(), brand.token());
            assertEquals(429, late.status());
            assertEquals("6", late.header("Retry-After"));
            stage.pass(Duration.ofSeconds(6));
            assertEquals(201, Visitor.tryToSignIn(nobody(), brand.token()).status());
        }
    }

    @Test
    void signingOutEndsThatSessionOnly() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            Visitor other = visitor(brand);
            assertEquals(
                    403, visitor.without("DELETE", "/dashboard/session", null).status());
            Reply out = visitor.send("DELETE", "/dashboard/session", null);
            assertEquals(200, out.status());
            assertTrue(out.header("Set-Cookie").startsWith("kp_session=; Path=/; Max-Age=0;"));
            assertEquals(401, visitor.get(LIST).status());
            assertEquals(401, visitor.send("DELETE", "/dashboard/session", null).status());
            assertEquals(200, other.get(LIST).status());
        }
    }

    @Test
    void aSessionEndsAfterTwelveHours() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            stage.pass(Duration.ofHours(12).minusSeconds(1));
            assertEquals(200, visitor.get(LIST).status());
            stage.pass(Duration.ofSeconds(1));
            assertEquals(401, visitor.get(LIST).status());
        }
    }

    @Test
    void aRotatedTokenEndsItsSessionsAtOnce() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            admin("POST", "/api/v1/admin/clients/" + brand.clientId() + "/rotate", "{}");
            assertEquals(401, visitor.get(LIST).status());
        }
    }

    @Test
    void aTokenThatLivesOnForAWhileTakesItsSessionsAlong() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            admin("POST", "/api/v1/admin/clients/" + brand.clientId() + "/rotate", "{\"overlap_seconds\":60}");
            assertEquals(200, visitor.get(LIST).status());
            stage.pass(Duration.ofSeconds(60));
            assertEquals(401, visitor.get(LIST).status());
        }
    }

    @Test
    void aDeactivatedClientsSessionsDoNotComeBack() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            String path = "/api/v1/admin/clients/" + brand.clientId();
            admin("PATCH", path, "{\"is_active\":false}");
            assertEquals(401, visitor.get(LIST).status());
            admin("PATCH", path, "{\"is_active\":true}");
            assertEquals(401, visitor.get(LIST).status());
            assertEquals(200, visitor(brand).get(LIST).status());
        }
    }

    @Test
    void aDeletedClientsSessionsAreGone() {
        try (Brand brand = brand()) {
            Visitor visitor = visitor(brand);
            admin("DELETE", "/api/v1/admin/clients/" + brand.clientId(), null);
            assertEquals(401, visitor.get(LIST).status());
        }
    }

    @Test
    void theFiftyFirstSessionOfAClientEndsTheFirst() {
        try (Brand brand = brand()) {
            Visitor first = visitor(brand);
            stage.pass(Duration.ofSeconds(10));
            Visitor second = visitor(brand);
            for (int i = 0; i < 49; i++) {
                stage.pass(Duration.ofSeconds(10));
                visitor(brand);
            }
            assertEquals(401, first.get(LIST).status());
            assertEquals(200, second.get(LIST).status());
        }
    }

    @Test
    void sessionsOutliveARestartAndNeitherTokenNorCookieIsStored(@TempDir Path folder) throws IOException {
        try (Product product = Product.start(folder, "KEYPOOL_DASHBOARD_SECURE_COOKIE", "true")) {
            String token = product.bootstrap().get("client_token").asText();
            Reply in = Visitor.tryToSignIn(product.http(null), token);
            assertTrue(in.header("Set-Cookie").endsWith("; Secure"));
            String cookie = in.header("Set-Cookie").split(";", 2)[0];
            product.restart();
            Visitor visitor = new Visitor(
                    product.http(null), cookie, in.json().get("csrf_token").asText());
            assertEquals(200, visitor.get(LIST).status());
            assertEquals(
                    201,
                    visitor.send("POST", "/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\"]}")
                            .status());
            assertNowhere(folder.resolve("data"), cookie.substring("kp_session=".length()));
            assertNowhere(folder.resolve("data"), token.split(":", -1)[2]);
        }
    }

    private static void assertNowhere(Path data, String secret) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.endsWith("bootstrap.json")) continue;
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertFalse(text.toLowerCase(Locale.ROOT).contains(secret.toLowerCase(Locale.ROOT)), file.toString());
            }
        }
    }

    private static void admin(String method, String path, @org.jspecify.annotations.Nullable String body) {
        Reply reply = stage.product().admin().send(method, path, body);
        assertEquals(200, reply.status(), reply.text());
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
