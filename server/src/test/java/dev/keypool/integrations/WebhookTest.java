package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.Json;
import dev.keypool.http.OutboundGuard;
import dev.keypool.pool.Standing;
import dev.keypool.pool.StandingStore.Event;
import dev.keypool.pool.StandingStore.Event.Kind;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {
    private static final String SECRET = "a secret of the operator's own, 32+";
    private static final Duration DONE = Duration.ZERO;

    private final Vertx vertx = Vertx.vertx();
    private final FakeProvider receiver = new FakeProvider(vertx);
    private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
    private final List<Event> stored = new ArrayList<>();
    private House house;
    private ProviderCalls calls;
    private long id;

    @BeforeEach
    void open(@TempDir Path folder) {
        house = new House(vertx, folder, Map.of());
        calls = calls("127.0.0.0/8");
        id = house.created("{\"provider_name\":\"groq\",\"credentials\":{\"api_key\":\"gsk_" + "7".repeat(52)
                + "\"},\"key_label\":\"Ours\"}");
    }

    @AfterEach
    void close() {
        calls.close();
        house.close();
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private ProviderCalls calls(String... allowed) {
        var guard = new OutboundGuard(List.of(allowed), () -> House.NOON);
        return new ProviderCalls(vertx, guard, System::nanoTime, Duration.ofSeconds(10));
    }

    private Webhook webhook(ProviderCalls with) {
        var target = new Webhook.Target(URI.create(receiver.url() + "/hook"), Secret.of(SECRET));
        return new Webhook((key, standing, event) -> stored.add(event), house.database, with, target, this::rest);
    }

    /** As short as it can be, but ends like a sleep when the thread is told to stop. */
    private void rest(Duration time) throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
        pauses.add(time);
    }

    private void tell(Webhook webhook, Kind kind) {
        webhook.changed(
                new IntegrationId(id), Standing.NEW, new Event(kind, House.NOON, "Spend of 2.00 reached the limit."));
    }

    /** Waits until so many came. */
    private List<FakeProvider.Asked> received(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (receiver.asked().size() < count)
            assertTrue(System.nanoTime() < end, receiver.asked().toString());
        return receiver.asked();
    }

    private static String signature(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aWarningIsToldOnceAndSigned() throws Exception {
        receiver.answers("/hook", 204, "");
        try (Webhook webhook = webhook(calls)) {
            tell(webhook, Kind.SPEND_WARNED);
            FakeProvider.Asked asked = received(1).getFirst();
            assertEquals("POST", asked.method());
            assertEquals(signature(asked.body()), asked.headers().get("x-keypool-signature"));
            assertEquals("spend_warned", asked.headers().get("x-keypool-event"));
            JsonNode body = Json.parse(asked.body());
            assertEquals("spend_warned", body.get("type").textValue());
            assertEquals(id, body.get("integration_id").longValue());
            assertEquals(1, body.get("brand_id").longValue());
            assertEquals("groq", body.get("provider_name").textValue());
            assertEquals("Ours", body.get("key_label").textValue());
            assertEquals("2026-11-23T12:00:00Z", body.get("at").textValue());
            assertEquals("Spend of 2.00 reached the limit.", body.get("cause").textValue());
            assertEquals(1, stored.size());
        }
    }

    @Test
    void onlySpendIsTold() {
        receiver.answers("/hook", 204, "");
        try (Webhook webhook = webhook(calls)) {
            for (Kind kind : Kind.values()) tell(webhook, kind);
            webhook.changed(new IntegrationId(id), Standing.NEW, null);
            List<String> told = received(2).stream()
                    .map(asked -> asked.headers().getOrDefault("x-keypool-event", ""))
                    .sorted()
                    .toList();
            assertEquals(List.of("spend_blocked", "spend_warned"), told);
        }
        assertEquals(Kind.values().length + 1, stored.size());
    }

    @Test
    void aRefusalIsTriedThreeTimesMoreWithTheSameId() throws Exception {
        receiver.answers("/hook", 500, "{}");
        try (Webhook webhook = webhook(calls)) {
            tell(webhook, Kind.SPEND_BLOCKED);
            List<FakeProvider.Asked> asked = received(4);
            assertEquals(
                    1, asked.stream().map(FakeProvider.Asked::body).distinct().count());
            for (long seconds : new long[] {1, 5, 25}) assertEquals(Duration.ofSeconds(seconds), next());
        }
    }

    @Test
    void anAddressThatTheGuardRefusesIsNotCalled() throws Exception {
        receiver.answers("/hook", 204, "");
        try (ProviderCalls guarded = calls();
                Webhook webhook = webhook(guarded)) {
            tell(webhook, Kind.SPEND_WARNED);
            for (int i = 0; i < 3; i++) next();
        }
        assertEquals(List.of(), receiver.asked());
    }

    @Test
    void ofAKeyThatIsGoneNothingIsTold() {
        receiver.answers("/hook", 204, "");
        try (Webhook webhook = webhook(calls)) {
            webhook.changed(new IntegrationId(id + 1), Standing.NEW, new Event(Kind.SPEND_WARNED, House.NOON, "Gone."));
            tell(webhook, Kind.SPEND_WARNED);
            assertTrue(received(1).getFirst().body().contains("\"integration_id\":" + id));
        }
        assertEquals(1, receiver.asked().size());
    }

    private Duration next() throws InterruptedException {
        Duration pause = pauses.poll(20, TimeUnit.SECONDS);
        return pause == null ? DONE : pause;
    }
}
