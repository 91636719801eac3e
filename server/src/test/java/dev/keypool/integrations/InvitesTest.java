package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvitesTest {
    private static final String KEY =
            "{'provider_name': 'openrouter', 'credentials': {'api_key': 'sk-or-v1-of-a-friend-%d'}}";

    @TempDir
    private Path folder;

    private Vertx vertx;
    /** Tests that wait for each other; all are answered when there are that many. */
    private final List<HttpServerRequest> waiting = new ArrayList<>();

    private int together = 1;
    private final CountDownLatch asked = new CountDownLatch(1);
    private HttpServer provider;
    private House house;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        provider = vertx.createHttpServer()
                .requestHandler(this::wait)
                .listen(0, "127.0.0.1")
                .await();
        house = new House(vertx, folder, Map.of("openrouter", "http://127.0.0.1:" + provider.actualPort() + "/api/v1"));
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().await();
    }

    /** Runs on the server's one event loop. */
    private void wait(HttpServerRequest request) {
        waiting.add(request);
        asked.countDown();
        if (waiting.size() < together) return;
        waiting.forEach(each -> each.response().end("{\"data\": {}}"));
        waiting.clear();
    }

    private long invite(String json) {
        return house.run("createInvite", Calls.body(Calls.EMPTY, json))
                .at("/invite/id")
                .asLong();
    }

    private static Call guest(long invite, String json) {
        return guest(1, invite, json);
    }

    private static Call guest(long brand, long invite, String json) {
        var caller = new Caller(
                new BrandId(brand),
                Caller.Kind.INVITE,
                "inv_" + invite,
                Set.of(Scope.INVITE_REDEEM),
                null,
                Caller.Via.INVITE,
                null);
        return Calls.body(new Call(caller, "r", "192.0.2.9", Map.of(), Map.of(), Map.of(), Calls.object("{}")), json);
    }

    private String redeemed(long invite, String json) {
        return outcome(guest(invite, json));
    }

    private String outcome(Call redeeming) {
        try {
            Answer answer = house.answer("redeemInvitation", redeeming);
            return String.valueOf(answer.status());
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }

    private List<String> atOnce(long invite, String one, String other) throws Exception {
        together = 2;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = threads.submit(() -> redeemed(invite, one));
            Future<String> second = threads.submit(() -> redeemed(invite, other));
            return List.copyOf(new TreeSet<>(List.of(first.get(), second.get())));
        }
    }

    @Test
    void ofTwoKeysThatWereTestedAtOnceExactlyOneIsStored() throws Exception {
        for (int round = 0; round < 5; round++) {
            long id = invite("{}");
            assertEquals(
                    List.of("201", "invite_used"), atOnce(id, KEY.formatted(2 * round), KEY.formatted(2 * round + 1)));
            assertEquals(round + 1, house.count("SELECT count(*) FROM integration"));
            assertEquals(round + 1, house.count("SELECT count(DISTINCT integration_id) FROM credential"));
            assertEquals(round + 1, house.count("SELECT count(DISTINCT integration_id) FROM invite"));
        }
    }

    @Test
    void theSameKeyTwiceAtOnceIsStoredOnceAndTheOtherIsToldThatTheLinkIsUsed() throws Exception {
        assertEquals(List.of("201", "invite_used"), atOnce(invite("{}"), KEY.formatted(1), KEY.formatted(1)));
        assertEquals(1, house.count("SELECT count(*) FROM integration"));
    }

    @Test
    void theKeyIsWhatTheInvitationSays() {
        long id = invite("{'key_label': 'Of Anna', 'priority': 7, 'daily_limit': 5, 'minute_limit': 2,"
                + " 'spend_limit_amount': 0.000345, 'spend_limit_action': 'block', 'account_group': 'friends'}");
        assertEquals("201", redeemed(id, KEY.formatted(1)));
        var key = house.one(1);
        assertEquals("Of Anna", key.get("key_label").asText());
        assertEquals(7, key.get("priority").asInt());
        assertEquals(5, key.get("daily_limit").asInt());
        assertEquals(2, key.get("minute_limit").asInt());
        assertEquals("0.000345", key.get("spend_limit_amount").decimalValue().toPlainString());
        assertEquals("monthly", key.get("spend_limit_period").asText());
        assertEquals("block", key.get("spend_limit_action").asText());
        assertEquals(1, house.count("SELECT count(*) FROM integration WHERE account_group = 'friends'"));
    }

    @Test
    void aLinkOfAKeyThatWasRevokedWhileItsProviderWasAskedStoresNothing() throws Exception {
        together = 2;
        long id = invite("{}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> guest = threads.submit(() -> redeemed(id, KEY.formatted(1)));
            asked.await();
            house.run("revokeInvite", Calls.id(Calls.EMPTY, id));
            assertEquals("201", redeemed(invite("{}"), KEY.formatted(2))); // the second to ask: now both are answered
            assertEquals("invite_revoked", guest.get());
        }
        assertEquals(1, house.count("SELECT count(*) FROM integration"));
    }

    @Test
    void aBrandThatIsPutToRestWhileTheProviderIsAskedGetsNoKeyAndTheLinkRestsWithIt() throws Exception {
        together = 2;
        long id = invite("{}");
        long others = house.run("createInvite", Calls.body(Calls.of(2), "{}"))
                .at("/invite/id")
                .asLong();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> guest = threads.submit(() -> redeemed(id, KEY.formatted(1)));
            asked.await();
            house.resting.add(1L);
            assertEquals(
                    "201", outcome(guest(2, others, KEY.formatted(2)))); // the second to ask: now both are answered
            assertEquals("invite_revoked", guest.get());
        }
        assertEquals(0, house.count("SELECT count(*) FROM integration WHERE brand_id = 1"));
        house.resting.clear();
        together = 1;
        assertEquals("201", redeemed(id, KEY.formatted(1)));
    }

    @Test
    void whatExpiredLongAgoIsForgottenWhateverBecameOfIt() {
        assertEquals("201", redeemed(invite("{}"), KEY.formatted(1)));
        house.run("revokeInvite", Calls.id(Calls.EMPTY, invite("{}")));
        invite("{'expires_in_hours': 1}");
        house.pass(Duration.ofHours(73));
        long open = invite("{}");
        assertEquals(2, forget());
        assertEquals(1, forget());
        assertEquals(0, forget());
        assertEquals(open, house.count("SELECT id FROM invite"));
    }

    private int forget() {
        return house.database.<Integer>write(
                handle -> InviteTable.forget(handle, Objects.requireNonNull(house.now.get()), 2));
    }

    @Test
    void aLinkWhoseRowIsGoneIsWithdrawn() {
        Refusal refusal = house.refused("getInvitation", guest(99, "{}"));
        assertEquals("invite_revoked", refusal.code());
        assertEquals(Refusal.Kind.GONE, refusal.kind());
    }

    @Test
    void aLinkForAProviderThatLeftTheCatalogueIsWithdrawn() {
        long id = invite("{'provider_name': 'groq'}");
        house.database.<Integer>write(handle -> handle.execute("UPDATE invite SET provider = 'of_yesterday'"));
        assertEquals(
                "invite_revoked",
                house.refused("getInvitation", guest(id, "{}")).code());
    }

    @Test
    void whatEndsAClientEndsItsOpenInvitationsAlone() {
        String client = Calls.EMPTY.caller().id();
        long used = invite("{}");
        assertEquals("201", redeemed(used, KEY.formatted(1)));
        long expired = invite("{'expires_in_hours': 1}");
        house.pass(Duration.ofHours(2));
        long open = invite("{}");
        long others = house.run("createInvite", Calls.body(Calls.of(2), "{}"))
                .at("/invite/id")
                .asLong();
        house.database.<Boolean>write(handle -> {
            Integrations.use().clientEnded(handle, client, Objects.requireNonNull(house.now.get()));
            return true;
        });
        assertEquals(open, house.count("SELECT group_concat(id) FROM invite WHERE revoked_at_ms IS NOT NULL"));
        for (long other : List.of(used, expired, others))
            assertEquals(0, house.count("SELECT count(revoked_at_ms) FROM invite WHERE id = " + other));
    }
}
