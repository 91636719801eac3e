package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.keypool.app.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page that this project exists for: its two sample objects, figure for figure, out of the real server at the moment of the
 * sample. The facts behind them (credentials, limits, uses, a billing sync) are put where the product itself keeps them.
 */
final class SeedContractTest {
    private static final Instant NOW = Instant.parse("2026-02-26T14:58:00Z");

    /** The published sample; what it leaves out of the second object is null here, since no field is ever omitted. */
    private static final String SAMPLE = """
            {"success":true,"integrations":[
            {"id":42,"provider_name":"openrouter","provider_label":"OpenRouter","key_label":"Production OpenRouter","is_active":true,"is_primary":true,
             "priority":10,"daily_limit":10000,"daily_count":1247,"minute_limit":100,"minute_count":3,"health_status":"healthy","consecutive_failures":0,
             "last_used_at":"2026-02-26T14:58:00Z","spend_limit_amount":500.00,"spend_limit_period":"monthly","spend_limit_action":"warn",
             "spend_limit_exceeded":false,"cached_balance":47.83,"cached_usage_today":2.34,"cached_usage_month":89.47,"cached_currency":"USD",
             "billing_synced_at":"2026-02-26T12:00:00Z","key_preview":{"api_key":"sk-o...123"},"created_at":"2026-01-15T10:00:00Z",
             "updated_at":"2026-02-26T14:58:00Z"},
            {"id":43,"provider_name":"groq","provider_label":"Groq","key_label":"Groq Free Tier","is_active":true,"is_primary":false,"priority":0,
             "daily_limit":null,"daily_count":523,"minute_limit":null,"minute_count":0,"health_status":"healthy","consecutive_failures":0,
             "last_used_at":"2026-02-26T14:30:00Z","spend_limit_amount":null,"spend_limit_period":null,"spend_limit_action":null,
             "spend_limit_exceeded":false,"cached_balance":null,"cached_usage_today":null,"cached_usage_month":null,"cached_currency":null,
             "billing_synced_at":null,"key_preview":{"api_key":"gsk...xyz"},"created_at":"2026-02-01T09:00:00Z","updated_at":"2026-02-26T14:30:00Z"}
            ],"total":2,"limit":50,"offset":0}""";

    @Test
    void thePublishedSampleComesOutOfTheRunningServer(@TempDir Path dir) throws IOException, SQLException {
        Map<String, String> variables =
                Map.of("KEYPOOL_DATA_DIR", dir.resolve("data").toString(), "KEYPOOL_HTTP_PORT", "0");
        RunningServer.start(variables).close();
        sql(dir, "INSERT INTO sqlite_sequence (name, seq) VALUES ('integration', 41)");
        createBoth(variables, token(dir));
        seedFacts(dir);
        try (RunningServer server = RunningServer.start(variables, InstantSource.fixed(NOW));
                Http api = new Http(server.port(), token(dir))) {
            JsonNode list = api.get("/api/v1/integrations").json();
            assertEquals(pretty(Http.JSON.readTree(SAMPLE)), pretty(list));
            ArrayNode openRouter = (ArrayNode) api.get("/api/v1/integrations?provider_name=openrouter")
                    .json()
                    .get("integrations");
            assertEquals(1, openRouter.size());
            assertEquals(
                    0,
                    api.get("/api/v1/integrations?health_status=unhealthy")
                            .json()
                            .get("total")
                            .asInt());
        }
    }

    private static void createBoth(Map<String, String> variables, String token) {
        try (RunningServer server = RunningServer.start(variables);
                Http api = new Http(server.port(), token)) {
            Brand brand = new Brand(api, 1, "", token);
            brand.key(
                    "openrouter",
                    "sk-or-v1-" + "a".repeat(61) + "123",
                    "\"key_label\":\"Production OpenRouter\"",
                    "\"is_primary\":true",
                    "\"daily_limit\":10000",
                    "\"minute_limit\":100",
                    "\"spend_limit_amount\":500");
            brand.key("groq", "gsk_" + "b".repeat(49) + "xyz", "\"key_label\":\"Groq Free Tier\"");
        }
    }

    private static void seedFacts(Path dir) throws SQLException {
        created(dir, 42, "2026-01-15T10:00:00Z");
        created(dir, 43, "2026-02-01T09:00:00Z");
        sql(
                dir,
                "UPDATE integration SET cached_balance_nanos = 47830000000, cached_usage_today_nanos = 2340000000,"
                        + " cached_usage_month_nanos = 89470000000, cached_currency = 'USD', billing_synced_at_ms = "
                        + Instant.parse("2026-02-26T12:00:00Z").toEpochMilli() + " WHERE id = 42");
        used(dir, 42, "openrouter", 1247, "2026-02-26T14:58:00Z");
        used(dir, 43, "groq", 523, "2026-02-26T14:30:00Z");
        for (int i = 0; i < 3; i++) sentJustNow(dir, i);
    }

    private static void created(Path dir, long id, String at) throws SQLException {
        long millis = Instant.parse(at).toEpochMilli();
        sql(
                dir,
                "UPDATE integration SET created_at_ms = " + millis + ", updated_at_ms = " + millis + " WHERE id = "
                        + id);
    }

    private static void used(Path dir, long id, String provider, int requests, String last) throws SQLException {
        long micros = Instant.parse(last).toEpochMilli() * 1_000;
        sql(
                dir,
                "INSERT INTO usage_day VALUES (1, " + NOW.getEpochSecond() / 86_400 + ", " + id + ", '" + provider
                        + "', 'm', 'client', 'c', " + requests + ", 0, 0, 0, 0, 0, 0, 0, " + requests + ", " + micros
                        + ", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)");
    }

    private static void sentJustNow(Path dir, int number) throws SQLException {
        long micros = NOW.minusSeconds(number).toEpochMilli() * 1_000;
        sql(
                dir,
                "INSERT INTO attempt (attempt_id, request_id, brand, caller_kind, caller_id, integration, provider, asked_model, leased_at_us,"
                        + " sent, booked_at_us, result, status, estimated, total_us, gateway_us, streamed, truncated) VALUES"
                        + " (randomblob(16), 'r', 1, 'client', 'c', 42, 'openrouter', 'm', " + micros + ", 1, " + micros
                        + ", 'ok', 200, 0, 1, 1, 0, 0)");
    }

    private static void sql(Path dir, String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("data/keypool.db"));
                Statement prepared = connection.createStatement()) {
            prepared.executeUpdate(statement);
        }
    }

    private static String token(Path dir) throws IOException {
        return Http.JSON
                .readTree(dir.resolve("data/bootstrap.json").toFile())
                .required("client_token")
                .asText();
    }

    private static String pretty(JsonNode node) {
        return node.toPrettyString();
    }
}
