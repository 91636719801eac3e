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
import java.util.Collection;
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

    House(Path dir, Collection<String> providers) throws IOException {
        sandbox = Sandbox.start(SandboxSettings.free(InstantSource.system()));
        Map<String, String> variables = new HashMap<>(Map.of(
                "KEYPOOL_DATA_DIR", dir.resolve("data").toString(),
                "KEYPOOL_HTTP_PORT", "0",
                "KEYPOOL_ADMIN_TOKEN", ADMIN,
                "KEYPOOL_API_RATE_PER_MINUTE", "0",
                "KEYPOOL_OUTBOUND_ALLOW", "127.0.0.0/8"));
        for (String provider : providers)
            variables.put("KEYPOOL_PROVIDERS_" + provider.toUpperCase(Locale.ROOT) + "_BASE_URL", base(provider));
        server = RunningServer.start(variables, InstantSource.system(), System::nanoTime);
    }

    /** Bedrock's paths begin without a version. */
    private String base(String provider) {
        return provider.equals("bedrock") ? sandbox.origin() + "/bedrock" : sandbox.baseUrl(provider);
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Stand stand(Column column) throws IOException, InterruptedException {
        String key = column.newKey();
        return stand(column.provider(), key, column.credentials(key));
    }

    /** The same without Keypool: the client speaks with the sandbox itself. */
    Stand alone(Column column) {
        String key = column.newKey();
        return new Stand(sandbox, key, new Line(sandbox.origin() + "/" + column.provider(), key, "sandbox"));
    }

    /** A brand of its own with one key of that provider. */
    Stand stand(String provider, String key, String credentials) throws IOException, InterruptedException {
        long brand = post("/admin/brands", ADMIN, "{\"name\":\"Conformance\"}")
                .at("/brand/id")
                .asLong();
        String token = post("/admin/clients", ADMIN, "{\"brand_id\":" + brand + ",\"name\":\"test\"}")
                .path("client_token")
                .asText();
        post("/integrations", token, "{\"provider_name\":\"" + provider + "\",\"credentials\":" + credentials + "}");
        String model = provider + "/sandbox-" + brand;
        return new Stand(sandbox, key, new Line("http://127.0.0.1:" + server.port(), token, model));
    }

    /** The bytes of the answer to a POST of that body. */
    byte[] answer(Line line, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(line.origin() + path))
                .header("Authorization", "Bearer " + line.token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
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
