package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.KeyBehaviour;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A brand of its own on a {@link Stage}, with one key or two of one provider, the first one preferred. */
final class Scene implements AutoCloseable {
    /** What the sandbox bills for a whole answer to {@link #HELLO}: 3 tokens in, 11 out. */
    static final long PRICE = 3 * 150 + 11 * 600;

    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]";

    private final Stage stage;
    private final Brand brand;
    private final String provider;
    private final List<Key> keys = new ArrayList<>();

    /** A key and its name in both books. */
    record Key(long id, String credential) {}

    /** @param count how many keys; the first plays the fault, the others are well */
    Scene(Stage stage, String provider, int count) {
        this.stage = stage;
        this.brand = Brand.make(stage.product());
        this.provider = provider;
        for (int i = 0; i < count; i++) {
            String credential = Credentials.of(provider);
            keys.add(new Key(create(credential, i == 0), credential));
        }
    }

    private long create(String credential, boolean primary) {
        Reply reply = brand.api()
                .post(
                        "/api/v1/integrations",
                        "{\"provider_name\":\"" + provider + "\",\"is_primary\":" + primary + ",\"credentials\":"
                                + Credentials.json(
                                        provider, credential, stage.product().sandbox()) + "}");
        assertEquals(201, reply.status(), reply.text());
        return reply.json().at("/integration/id").asLong();
    }

    static Scene openRouter(Stage stage, int keys, KeyBehaviour first) {
        return new Scene(stage, "openrouter", keys).play(first);
    }

    Scene play(KeyBehaviour first) {
        return play(first(), first);
    }

    Scene play(Key key, KeyBehaviour behaviour) {
        stage.product().sandbox().configure(key.credential(), behaviour);
        return this;
    }

    Key first() {
        return keys.getFirst();
    }

    Key second() {
        return keys.get(1);
    }

    Brand brand() {
        return brand;
    }

    /** A plain request, a second after whatever came before, so that its failure is one of its own. */
    Reply ask() {
        return send("");
    }

    /** The same as a stream. */
    Reply askStream() {
        return send(",\"stream\":true");
    }

    Reply send(String members) {
        stage.pass(Duration.ofSeconds(1));
        return brand.api().post("/v1/chat/completions", body(members));
    }

    /** A stream that falls silent behind those words, for as long as the server bears it; all that came of it. */
    String stalledStream(String words) {
        stage.pass(Duration.ofSeconds(1));
        var response = brand.api().open("/v1/chat/completions", body(",\"stream\":true"));
        try (InputStream in = response.body()) {
            StringBuilder text = new StringBuilder();
            while (text.indexOf(words) < 0) text.append(some(in));
            stage.pass(Stage.SILENCE);
            return text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .toString();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A call whose first key never answers: the bound of the first byte passes once the provider has the request. */
    Reply afterSilence(Supplier<Reply> call) {
        long before = books(first()).received();
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(call);
        stage.product()
                .sandbox()
                .awaitBooks(first().credential(), books -> books.received() > before, Duration.ofSeconds(20));
        stage.pass(Stage.FIRST_BYTE);
        return reply.join();
    }

    /** A call during which time goes on, slowly seen from the server, until the answer is there. */
    Reply whileTimePasses(Supplier<Reply> call) {
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(call);
        while (true) {
            try {
                return reply.get(20, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                stage.pass(Duration.ofSeconds(1));
            } catch (InterruptedException | ExecutionException failed) {
                throw new AssertionError(failed);
            }
        }
    }

    /** The key is as if it had never failed. */
    void resetHealth(Key key) {
        Reply reply = brand.api().post("/api/v1/integrations/" + key.id() + "/reset-health", "{}");
        assertEquals(200, reply.status(), reply.text());
    }

    private static String some(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        int read = in.read(buffer);
        if (read < 0) throw new AssertionError("the stream ended before the words came");
        return new String(buffer, 0, read, StandardCharsets.UTF_8);
    }

    String body(String members) {
        // A model of its own: an overloaded one is closed to every brand for a while.
        return "{\"model\":\"" + provider + "/sandbox/chat-" + brand.id() + "\"," + HELLO + members + "}";
    }

    Books books(Key key) {
        return stage.product().sandbox().books(key.credential());
    }

    List<LedgerFile.Line> rows() {
        return stage.ledger().of(brand.id());
    }

    /** What {@code GET /integrations/health} says of a key. */
    JsonNode health(Key key) {
        JsonNode all = brand.api().get("/api/v1/integrations/health").json().get("integrations");
        for (JsonNode each : all) if (each.get("id").asLong() == key.id()) return each;
        throw new AssertionError("no key " + key.id() + " in " + all);
    }

    /** That key's standing, as list and health overview say; its figures equal the sandbox's books. */
    void assertKey(Key key, String status, int failures, @Nullable String lastErrorClass) {
        JsonNode listed = brand.integration(key.id());
        JsonNode health = health(key);
        assertEquals(status, listed.get("health_status").asText(), health.toString());
        assertEquals(failures, listed.get("consecutive_failures").asInt());
        assertEquals(status, health.get("health_status").asText());
        assertEquals(failures, health.get("consecutive_failures").asInt());
        assertEquals(
                lastErrorClass,
                health.get("last_error_class").isNull()
                        ? null
                        : health.get("last_error_class").asText());
        assertCounted(key);
    }

    /** A key that nothing was held against. */
    void assertSpotless(Key key) {
        assertKey(key, "healthy", 0, null);
        assertCools(key, null);
    }

    /** Until when it cools, from now; null when it does not. */
    void assertCools(Key key, @Nullable Duration fromNow) {
        JsonNode until = health(key).get("cooling_until");
        assertEquals(
                fromNow == null ? null : stage.now().plus(fromNow).truncatedTo(ChronoUnit.SECONDS),
                until.isNull() ? null : Instant.parse(until.asText()));
    }

    /** List, ledger and the provider's own books count the same. */
    void assertCounted(Key key) {
        long received = books(key).received();
        assertEquals(received, brand.integration(key.id()).get("daily_count").asLong());
        assertEquals(
                received,
                rows().stream()
                        .filter(row -> row.sent() && row.integration() == key.id())
                        .count());
        stage.ledger().assertSumsEqualRows();
    }

    @Override
    public void close() {
        brand.close();
    }
}
