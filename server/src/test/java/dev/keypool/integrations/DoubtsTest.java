package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoubtsTest {
    private static final String CREATE = "{'provider_name': 'openrouter', 'credentials': {'api_key': 'sk-or-v1-"
            + "0123456789abcdef".repeat(4) + "'}}";

    private Vertx vertx;
    private FakeProvider provider;
    private House house;
    private long key;

    @BeforeEach
    void open(@TempDir Path folder) {
        vertx = Vertx.vertx();
        provider = new FakeProvider(vertx);
        house = new House(vertx, folder, Map.of("openrouter", provider.url() + "/api/v1"));
        key = house.created(CREATE);
    }

    @AfterEach
    void close() {
        house.close();
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int failuresAfterADoubt(long brand) {
        house.integrations
                .doubt(new BrandId(brand), new IntegrationId(key))
                .toCompletableFuture()
                .join();
        return house.one(key).get("consecutive_failures").intValue();
    }

    @Test
    void aKeyThatItsProviderRefusesInATestTooHasFailed() {
        provider.answers("/api/v1/key", 401, "{'error': {'message': 'User not found.', 'code': 401}}");
        assertEquals(1, failuresAfterADoubt(1));
    }

    @Test
    void aKeyThatPassesItsTestIsLeftAsItWasAndSoIsOneOfWhichNothingIsLearnt() {
        provider.answers("/api/v1/key", 401, "{}");
        assertEquals(1, failuresAfterADoubt(1));
        house.pass(Duration.ofMinutes(1));
        provider.answers("/api/v1/key", 200, "{'data': {}}");
        assertEquals(1, failuresAfterADoubt(1));
        house.pass(Duration.ofMinutes(1));
        provider.answers("/api/v1/key", 500, "{}");
        assertEquals(1, failuresAfterADoubt(1));
    }

    @Test
    void aKeyIsTestedOnceInAMinuteHoweverOftenItIsDoubted() {
        provider.answers("/api/v1/key", 200, "{'data': {}}");
        for (int i = 0; i < 5; i++) failuresAfterADoubt(1);
        assertEquals(1, provider.asked().size());
        house.pass(Duration.ofMinutes(1));
        failuresAfterADoubt(1);
        assertEquals(2, provider.asked().size());
    }

    @Test
    void aKeyOfAnotherBrandIsNotTested() {
        assertEquals(0, failuresAfterADoubt(2));
        assertEquals(0, provider.asked().size());
    }
}
