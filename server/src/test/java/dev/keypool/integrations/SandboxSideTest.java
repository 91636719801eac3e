package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import dev.keypool.sandbox.Sandbox;
import dev.keypool.sandbox.SandboxSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key tests and billing against the sandbox provider, which keeps books of its own. */
class SandboxSideTest {
    private static final String KEY = "sk-or-v1-" + "0123456789abcdef".repeat(4);

    @TempDir
    private Path folder;

    private Vertx vertx;
    private Sandbox sandbox;
    private House house;
    private long id;

    @BeforeEach
    void open() throws IOException {
        vertx = Vertx.vertx();
        sandbox = Sandbox.start(SandboxSettings.free(() -> House.NOON));
        house = new House(vertx, folder, Map.of("openrouter", sandbox.baseUrl("openrouter")));
        id = house.created("{'provider_name': 'openrouter', 'credentials': {'api_key': '" + KEY + "'}}");
    }

    @AfterEach
    void close() {
        house.close();
        sandbox.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void eachModeOfTheSandboxHasItsResult() {
        assertEquals("valid", tested(Mode.OK));
        assertEquals("rejected", tested(Mode.INVALID));
        assertEquals("no_credit", tested(Mode.NO_CREDIT));
        assertEquals("unknown", tested(Mode.RATE_LIMITED));
        assertEquals("unknown", tested(Mode.ERROR_500));
        assertEquals("unknown", tested(Mode.OVERLOADED));
        assertEquals("unknown", tested(Mode.RESET));
        assertEquals(0, house.one(id).get("daily_count").intValue());
        assertEquals("healthy", house.one(id).get("health_status").textValue());
    }

    @Test
    void theBillIsTheSandboxsOwn() {
        sandbox.configure(
                KEY,
                KeyBehaviour.OK
                        .credit(new BigDecimal("50"))
                        .spentElsewhere(new BigDecimal("1.25"), new BigDecimal("12.000000001")));
        JsonNode one =
                house.run("syncIntegrationBilling", Calls.id(Calls.EMPTY, id)).at("/results/0");
        assertEquals("success", one.get("status").textValue(), one.toString());
        assertEquals("1.25", one.get("usage_today").asText());
        assertEquals("12.000000001", one.get("usage_month").asText());
        assertTrue(one.get("balance").isNumber(), one.toString());
        assertEquals("1.25", house.one(id).get("cached_usage_today").asText());
    }

    private String tested(Mode mode) {
        sandbox.configure(KEY, KeyBehaviour.OK.fault(Fault.of(mode).on(dev.keypool.sandbox.Calls.ALL)));
        return house.run("testIntegration", Calls.id(Calls.EMPTY, id))
                .get("result")
                .textValue();
    }
}
