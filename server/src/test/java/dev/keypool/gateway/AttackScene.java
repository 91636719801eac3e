package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.json;

import dev.keypool.providers.KeyAccess;
import dev.keypool.values.Allowance;
import dev.keypool.values.IntegrationId;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the attacks share: a gateway, and ways to talk to it as no decent client does. */
abstract class AttackScene {
    static final String KEY = "sk-live-0123456789abcdefghijklmnopqrstuvwxyzABCD";

    GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    final HttpResponse<String> post(String path, byte[] body) throws Exception {
        return rig.send(
                rig.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body)));
    }

    final HttpResponse<String> asAgent(String path, String json) throws Exception {
        return rig.send(rig.request(path)
                .setHeader("Authorization", "Bearer agent")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** A key at fal_ai or groq that is long enough to be one. */
    final void longKey(String provider) {
        rig.key(1, provider);
        KeyAccess plain = Objects.requireNonNull(rig.keys.get(new IntegrationId(1)));
        rig.keys.put(
                new IntegrationId(1),
                new KeyAccess(
                        plain.provider(),
                        URI.create(plain.baseUri().toString()),
                        true,
                        Map.of("Authorization", "Bearer " + KEY)));
    }

    static Allowance models(boolean freeOnly, String... names) {
        return new Allowance(null, null, null, false, names.length == 0 ? null : List.of(names), freeOnly);
    }
}
