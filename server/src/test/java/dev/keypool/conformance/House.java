package dev.keypool.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keypool.app.RunningServer;
import dev.keypool.sandbox.Sandbox;
import dev.keypool.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A running Keypool whose providers are all played by one sandbox. */
final class House implements AutoCloseable {
    private static final String ADMIN = "admin-token-of-the-conformance-0123456789ab";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sandbox sandbox;
    private final RunningServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    House(Path dir) throws IOException {
        sandbox = Sandbox.start(SandboxSettings.free(InstantSource.system()));
        Map<String, String> variables = new HashMap<>(Map.of(
                "KEYPOOL_DATA_DIR", dir.resolve("data").toString(),
                "KEYPOOL_HTTP_PORT", "0",
                "KEYPOOL_ADMIN_TOKEN", ADMIN,
                "KEYPOOL_API_RATE_PER_MINUTE", "0",
                "KEYPOOL_OUTBOUND_ALLOW", "127.0.0.0/8"));
        for (Column column : Column.values())
            variables.put(
                    "KEYPOOL_PROVIDERS_" + column.provider().toUpperCase(Locale.ROOT) + "_BASE_URL", base(column));
        server = RunningServer.start(variables, InstantSource.system(), System::nanoTime);
    }

    /** Bedrock's paths begin without a version. */
    private String base(Column column) {
        return column == Column.BEDROCK ? sandbox.origin() + "/bedrock" : sandbox.baseUrl(column.provider());
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** A brand of its own with one key of that column's provider. */
    Stand stand(Column column) throws IOException, InterruptedException {
        long brand = post("/admin/brands", ADMIN, "{\"name\":\"Conformance\"}")
                .at("/brand/id")
                .asLong();
        String token = post("/admin/clients", ADMIN, "{\"brand_id\":" + brand + ",\"name\":\"test\"}")
                .path("client_token")
                .asText();
        String key = column.newKey();
        post(
                "/integrations",
                token,
                "{\"provider_name\":\"" + column.provider() + "\",\"credentials\":" + column.credentials(key) + "}");
        String model = column.provider() + "/sandbox-" + brand;
        return new Stand(sandbox, key, new Line("http://127.0.0.1:" + server.port(), token, model));
    }

    private JsonNode post(String path, String token, String body) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 201) throw new AssertionError(path + ": " + response.body());
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        http.close();
        server.close();
        sandbox.close();
    }
}
