package dev.keypool.integrations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Json;
import dev.keypool.integrations.ProviderAnswer.Answered;
import dev.keypool.integrations.ProviderAnswer.Silent;
import dev.keypool.pool.Standing;
import dev.keypool.pool.StandingStore;
import dev.keypool.providers.PreparedCall;
import dev.keypool.store.Database;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an address of the operator's that a key's spend was warned of or blocked, each once per period as the event itself:
 * {@code POST}, signed with HMAC-SHA256 over the body ({@code X-Keypool-Signature: sha256=<hex>}), up to four times until a 2xx
 * comes. What cannot be delivered is logged; the event stands in the key's history anyway. Thread-safe; {@link #changed}
 * returns at once.
 */
public final class Webhook implements StandingStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(25));
    /** More at once are no warnings any more. */
    private static final int MOST_PENDING = 100;

    private static final String HMAC = "HmacSHA256";

    private final StandingStore store;
    private final Database database;
    private final ProviderCalls calls;
    private final Target target;
    private final Pause pause;
    private final Semaphore room = new Semaphore(MOST_PENDING);
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();

    /** Where to, and the key of the signature. */
    public record Target(URI uri, Secret secret) {}

    /** Waits between two tries; throws when the thread is interrupted, before or meanwhile, as a sleep does. */
    @FunctionalInterface
    public interface Pause {
        void rest(Duration time) throws InterruptedException;
    }

    /** @param store told of every change first */
    public Webhook(StandingStore store, Database database, ProviderCalls calls, Target target, Pause pause) {
        this.store = store;
        this.database = database;
        this.calls = calls;
        this.target = target;
        this.pause = pause;
    }

    @Override
    public void changed(IntegrationId id, Standing standing, @Nullable Event event) {
        store.changed(id, standing, event);
        if (event == null || !ofSpend(event.kind())) return;
        if (!room.tryAcquire()) {
            LOG.warn("Too many webhooks wait: that of integration {} is not sent", id.value());
            return;
        }
        senders.execute(() -> {
            try {
                tell(id, standing.version(), event);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException fault) {
                LOG.error("The webhook of integration {} failed", id.value(), fault);
            } finally {
                room.release();
            }
        });
    }

    /** Gives up what is still to be sent. */
    @Override
    public void close() {
        senders.shutdownNow();
    }

    private static boolean ofSpend(Event.Kind kind) {
        return switch (kind) {
            case SPEND_WARNED, SPEND_BLOCKED -> true;
            case DEGRADED, QUARANTINED, PROBED, RECOVERED, COOLING, LIMIT_REACHED, HEALTH_RESET, USAGE_RESET -> false;
        };
    }

    private void tell(IntegrationId id, long version, Event event) throws InterruptedException {
        Optional<String> body = body(id, version, event);
        if (body.isEmpty()) return;
        String answer = send(event, body.get());
        for (Duration wait : PAUSES) {
            if (answer == null) return;
            pause.rest(wait);
            answer = send(event, body.get());
        }
        if (answer != null)
            LOG.warn("A webhook to {} was not delivered: {}", target.uri().getHost(), answer);
    }

    /** Null when it was delivered, else why not. */
    private @Nullable String send(Event event, String body) {
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "X-Keypool-Event",
                wire(event),
                "X-Keypool-Signature",
                "sha256=" + signature(body));
        return switch (calls.budget().send(new PreparedCall("POST", target.uri(), headers, body), true)) {
            case Answered answered -> answered.status() / 100 == 2 ? null : "status " + answered.status();
            case Silent silent -> silent.sentence();
        };
    }

    /** What is told; empty when the key is gone. {@code id} is the same in every try of one event. */
    private Optional<String> body(IntegrationId id, long version, Event event) {
        return database.<Optional<String>>read(handle -> handle.createQuery(
                        "SELECT brand_id, provider, label FROM integration WHERE id = :id")
                .bind("id", id.value())
                .map((row, _) -> {
                    ObjectNode text = Json.object();
                    text.put("id", id.value() + "-" + version);
                    text.put("type", wire(event));
                    text.put("at", event.at().truncatedTo(ChronoUnit.SECONDS).toString());
                    text.put("brand_id", row.getLong("brand_id"));
                    text.put("integration_id", id.value());
                    text.put("provider_name", row.getString("provider"));
                    text.put("key_label", row.getString("label"));
                    text.put("cause", event.cause());
                    return Json.text(text);
                })
                .findOne());
    }

    private static String wire(Event event) {
        return event.kind().name().toLowerCase(Locale.ROOT);
    }

    private String signature(String body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(target.secret().revealBytes(Secret.Use.SIGNING), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("Every Java has " + HMAC, impossible);
        }
    }
}
