package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.ledger.Entry;
import dev.keypool.pool.Lease;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult;
import dev.keypool.pool.Outcome;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Money;
import dev.keypool.values.Uuid7;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    private static final String MISTRAL =
            "{'provider_name': 'mistral', 'credentials': {'api_key': 'a-key-of-mistral-01'}}";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private House house;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        house = new House(vertx, folder, Map.of());
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void restart() {
        house.close();
        house = new House(vertx, folder, Map.of());
    }

    @Test
    void aRestartForgetsNothingOfAKey() {
        long id = house.created(
                MISTRAL.replace("}}", "}, 'key_label': 'L', 'daily_limit': 9, 'spend_limit_amount': 1.5}"));
        house.run("updateIntegration", Calls.body(Calls.id(Calls.EMPTY, id), "{'priority': 42}"));
        JsonNode before = house.one(id);
        restart();
        assertEquals(before, house.one(id));
        var access =
                house.integrations.access(new BrandId(1), new IntegrationId(id)).orElseThrow();
        assertEquals("Bearer a-key-of-mistral-01", access.headers().get("Authorization"));
        assertTrue(
                house.pool.lease(LeaseRequest.free(new BrandId(1), "mistral"), House.NOON)
                        instanceof LeaseResult.Leased);
    }

    @Test
    void quarantineOutlivesARestart() {
        long id = house.created(MISTRAL);
        for (int i = 0; i < 3; i++) {
            var now = House.NOON.plusSeconds(i);
            house.now.set(now);
            Lease lease =
                    ((LeaseResult.Leased) house.pool.lease(LeaseRequest.free(new BrandId(1), "mistral"), now)).lease();
            lease.sent(now);
            lease.settle(new Outcome.Failed(FailureClass.PROVIDER_ERROR, "broken", null), null, now);
        }
        JsonNode before = house.run("integrationsHealth", Calls.EMPTY).at("/integrations/0");
        assertFalse(before.get("quarantined_until").isNull());
        var moment = house.now.get();
        restart();
        house.now.set(moment);
        JsonNode after = house.run("integrationsHealth", Calls.EMPTY).at("/integrations/0");
        assertEquals("unhealthy", after.get("health_status").textValue());
        assertEquals(before.get("last_error"), after.get("last_error"));
        assertEquals(before.get("next_probe_at"), after.get("next_probe_at"));
        assertEquals("unhealthy", house.one(id).get("health_status").textValue());
    }

    @Test
    void whatOthersSpentWithTheKeyStillCountsAfterARestart() {
        long id = house.created(MISTRAL.replace(
                "}}", "}, 'spend_limit_amount': 1, 'spend_limit_period': 'daily', 'spend_limit_action': 'block'}"));
        spent(id, House.NOON.minusSeconds(1_200), 200_000_000);
        spent(id, House.NOON.minusSeconds(300), 100_000_000);
        house.database.write(handle -> handle.execute(
                "UPDATE integration SET cached_usage_today_nanos = 500000000, cached_currency = 'USD',"
                        + " billing_synced_at_ms = ?",
                House.NOON.minusSeconds(600).toEpochMilli()));
        restart();
        assertFalse(serves(new Money(400_000_001)), "0.30 are ours, and 0.30 of the provider's 0.50 are others'");
        assertTrue(serves(new Money(400_000_000)));
    }

    @Test
    void whatAResetForgaveStaysForgivenAfterARestartAndWhatOthersSpentDoesNot() {
        long id = house.created(MISTRAL.replace(
                "}}", "}, 'spend_limit_amount': 1, 'spend_limit_period': 'daily', 'spend_limit_action': 'block'}"));
        spent(id, House.NOON.minusSeconds(1_200), 200_000_000);
        spent(id, House.NOON.minusSeconds(300), 900_000_000);
        house.database.write(handle -> handle.execute(
                "UPDATE integration SET cached_usage_today_nanos = 500000000, cached_currency = 'USD',"
                        + " billing_synced_at_ms = ?",
                House.NOON.minusSeconds(600).toEpochMilli()));
        restart();
        assertTrue(house.one(id).get("spend_limit_exceeded").booleanValue());
        house.run("resetUsage", Calls.id(Calls.EMPTY, id));
        assertFalse(house.one(id).get("spend_limit_exceeded").booleanValue());
        assertFalse(serves(new Money(500_000_001)), "the provider's own figure is not ours to forgive");
        restart();
        assertFalse(house.one(id).get("spend_limit_exceeded").booleanValue());
        spent(id, House.NOON, 100_000_000);
        restart();
        assertFalse(serves(new Money(400_000_001)));
        assertTrue(serves(new Money(400_000_000)));
    }

    private void spent(long id, Instant at, long nanos) {
        var caller = new Caller(new BrandId(1), Caller.Kind.CLIENT, "cli_1", Set.of());
        var timings = new Entry.Timings(null, null, 1_000, 10);
        var entry = new Entry(
                Uuid7.of(at.toEpochMilli(), new Random(id)),
                "r",
                caller,
                new IntegrationId(id),
                "mistral",
                "m",
                "m",
                at,
                at,
                "ok",
                200,
                null,
                new Money(nanos),
                false,
                timings,
                false,
                false);
        var done = new CompletableFuture<Void>();
        house.ledger.append(entry, -1, () -> done.complete(null), done::completeExceptionally);
        done.join();
    }

    private boolean serves(Money reserve) {
        var request = new LeaseRequest(1, new BrandId(1), "mistral", "m", true, reserve, Set.of());
        return house.pool.lease(request, House.NOON) instanceof LeaseResult.Leased;
    }

    @Test
    void aDeletedIdIsNotUsedAgainAfterARestart() {
        long id = house.created(MISTRAL);
        house.run("deleteIntegration", Calls.id(Calls.EMPTY, id));
        restart();
        assertEquals(id + 1, house.created(MISTRAL));
    }

    @Test
    void aRowThatDoesNotOpenIsListedAsBrokenAndNeverSelected() {
        long broken = house.created(MISTRAL);
        long well = house.created(MISTRAL.replace("01", "02"));
        house.database.write(handle ->
                handle.execute("UPDATE credential SET sealed = x'00112233' WHERE integration_id = ?", broken));
        restart();
        JsonNode item = house.run("integrationsHealth", Calls.EMPTY).at("/integrations/0");
        assertEquals(broken, item.get("id").longValue());
        assertEquals("unhealthy", item.get("health_status").textValue());
        assertEquals("key_invalid", item.get("last_error_class").textValue());
        assertTrue(item.get("last_error").textValue().contains("cannot be opened"), item.toString());
        assertTrue(house.one(broken).get("is_active").booleanValue());
        assertEquals("a-ke...-01", house.one(broken).at("/key_preview/api_key").textValue());
        assertTrue(house.integrations
                .access(new BrandId(1), new IntegrationId(broken))
                .isEmpty());
        Lease lease = ((LeaseResult.Leased) house.pool.lease(LeaseRequest.free(new BrandId(1), "mistral"), House.NOON))
                .lease();
        assertEquals(well, lease.key().value());
        JsonNode test = house.run("testIntegration", Calls.id(Calls.EMPTY, broken));
        assertEquals("unknown", test.get("result").textValue());
        assertEquals(
                "failed",
                house.run("syncIntegrationBilling", Calls.id(Calls.EMPTY, broken))
                        .at("/results/0/status")
                        .textValue());
    }

    @Test
    void aProviderThatLeftTheCatalogueKeepsItsRow() {
        long id = house.created(MISTRAL);
        house.database.write(handle -> handle.execute("UPDATE integration SET provider = 'bygone' WHERE id = ?", id));
        restart();
        assertEquals("bygone", house.one(id).get("provider_label").textValue());
        assertEquals("unhealthy", house.one(id).get("health_status").textValue());
        house.run("deleteIntegration", Calls.id(Calls.EMPTY, id));
    }
}
