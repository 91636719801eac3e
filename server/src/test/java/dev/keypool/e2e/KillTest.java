package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Sandbox;
import dev.keypool.sandbox.SandboxSettings;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a load: afterwards the list still equals what the sandbox counted. */
final class KillTest {
    private static final int CALLERS = 24;

    @Test
    void afterKillNineTheCountsEqualWhatTheProviderSaw(@TempDir Path dir) throws Exception {
        int rounds = System.getenv("KEYPOOL_TEST_LONG") == null ? 2 : 20;
        Random random = new Random(20261123);
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.free(InstantSource.system()))) {
            Map<String, String> variables = Product.variables(dir, sandbox);
            String credential = Brand.openRouterKey();
            sandbox.configure(credential, KeyBehaviour.OK.latencyMs(15));
            AtomicInteger answered = new AtomicInteger();
            long id = 0;
            for (int round = 0; round < rounds; round++) {
                ServerProcess server = ServerProcess.start(variables, dir.resolve("server.log"));
                String token = token(dir);
                if (round == 0) id = create(server.port(), token, credential);
                loadAndKill(server, token, 200 + random.nextInt(400), answered);
            }
            try (ServerProcess server = ServerProcess.start(variables, dir.resolve("server.log"));
                    Http api = new Http(server.port(), token(dir))) {
                JsonNode key = new Brand(api, 1, "", "").integration(id);
                Set<String> seen = new HashSet<>(sandbox.attemptIds(credential));
                long received = sandbox.books(credential).received();
                assertEquals(received, seen.size(), "no attempt reached the provider twice");
                assertTrue(answered.get() > 0 && answered.get() <= received);
                long counted = key.get("daily_count").asLong();
                // A request may be marked as sent and die with the process before the provider has read it: never the
                // other way round.
                assertTrue(
                        counted >= received && counted <= received + (long) rounds * CALLERS,
                        counted + " counted, " + received + " received");
                long unread = counted - received;
                assertTrue(
                        unread <= Math.max(2, received / 100),
                        unread + " marks that the provider never saw, of " + received);
            }
        }
    }

    private static long create(int port, String token, String credential) {
        try (Http api = new Http(port, token)) {
            return new Brand(api, 1, "", token).key("openrouter", credential);
        }
    }

    /** Loads the server with callers that go on until it dies under them, after that many requests were answered. */
    private static void loadAndKill(ServerProcess server, String token, int requests, AtomicInteger answered)
            throws InterruptedException {
        AtomicBoolean dead = new AtomicBoolean();
        int target = answered.get() + requests;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Http api = new Http(server.port(), token)) {
            Brand brand = new Brand(api, 1, "", token);
            for (int i = 0; i < CALLERS; i++) threads.execute(() -> callUntil(dead, brand, answered));
            PoolAtWorkTest.until(() -> answered.get() >= target);
            server.kill();
            dead.set(true);
            threads.shutdown();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    private static void callUntil(AtomicBoolean dead, Brand brand, AtomicInteger answered) {
        while (!dead.get()) {
            try {
                Reply reply = brand.chat("openrouter/sandbox/chat");
                if (reply.status() == 200) answered.incrementAndGet();
            } catch (UncheckedIOException cut) {
                return;
            }
        }
    }

    private static String token(Path dir) throws java.io.IOException {
        return Http.JSON
                .readTree(dir.resolve("data/bootstrap.json").toFile())
                .required("client_token")
                .asText();
    }
}
