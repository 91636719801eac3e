package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.KeyAccess;
import dev.keypool.providers.Provider;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pair of keys that signs, from its creation to a request. */
class SignedKeyTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG";
    private static final Map<String, Secret> PAIR = Map.of(
            "region", Secret.of("eu-west-1"),
            "access_key_id", Secret.of("AKIAIOSFODNN7EXAMPLE"),
            "secret_access_key", Secret.of(SECRET));

    @TempDir
    private Path folder;

    private Vertx vertx;
    private FakeProvider provider;
    private House house;
    private long id;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        provider = new FakeProvider(vertx);
        house = new House(vertx, folder, Map.of("bedrock", provider.url() + "/aws"));
        id = house.created("{'provider_name': 'bedrock', 'credentials': {'region': 'eu-west-1',"
                + " 'access_key_id': 'AKIAIOSFODNN7EXAMPLE', 'secret_access_key': '" + SECRET + "'}}");
    }

    @AfterEach
    void close() {
        house.close();
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What the same pair signs without a vault between. */
    private Map<String, String> signed(String method, String path, byte[] body, Instant now) {
        Provider row = Catalogue.load(Map.of("bedrock", provider.url() + "/aws"))
                .find("bedrock")
                .orElseThrow();
        return row.access(row.baseUri(Map.of()), PAIR).sign(method, path, body, now);
    }

    @Test
    void itsTestIsSignedAndTheSecretIsNotSent() {
        provider.answers("/aws/models", 200, "{'modelSummaries': []}");
        JsonNode result = house.run("testIntegration", Calls.id(Calls.EMPTY, id));
        assertEquals("valid", result.get("result").textValue(), result.toString());
        var asked = provider.asked().getFirst();
        assertEquals(provider.url(), "http://" + asked.headers().get("host"));
        var form = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
        Instant now =
                LocalDateTime.parse(asked.headers().get("x-amz-date"), form).toInstant(ZoneOffset.UTC);
        assertEquals(
                signed("GET", "/models", new byte[0], now).get("authorization"),
                asked.headers().get("authorization"));
        assertFalse(asked.headers().toString().contains(SECRET));
    }

    @Test
    void aRefusedSignatureIsARejectedKey() {
        provider.answers("/aws/models", 403, "{'message': 'The security token included in the request is invalid.'}");
        JsonNode result = house.run("testIntegration", Calls.id(Calls.EMPTY, id));
        assertEquals("rejected", result.get("result").textValue(), result.toString());
    }

    @Test
    void anAttemptsRequestIsSignedWithTheStoredPair() {
        KeyAccess access =
                house.integrations.access(new BrandId(1), new IntegrationId(id)).orElseThrow();
        assertTrue(access.signs());
        byte[] body = {'{', '}'};
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        String path = "/model/anthropic.claude%3A0/converse";
        assertEquals(signed("POST", path, body, now), access.sign("POST", path, body, now));
    }
}
