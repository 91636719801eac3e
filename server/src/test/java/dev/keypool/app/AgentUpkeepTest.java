package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.keypool.http.Answer;
import dev.keypool.http.Authenticator.Admission;
import dev.keypool.http.Call;
import dev.keypool.identity.Identities;
import dev.keypool.store.Database;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import dev.keypool.values.Scope;
import dev.keypool.values.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down of agents beside their requests. */
class AgentUpkeepTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build();

    private Database database;
    private Identities identities;

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open("jdbc:sqlite:" + folder.resolve("k.db"));
        identities = opened();
        identities.bootstrap();
    }

    private Identities opened() {
        return Identities.open(
                database, () -> NOON, new SecureRandom(), Secret.of("an admin token for this test alone"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Caller agent(boolean hard) {
        var terms = new Allowance(null, null, new Money(2_000_000_000), hard, null, false);
        return new Caller(new BrandId(1), Caller.Kind.AGENT, "agt_1", Set.of(), terms);
    }

    private String body(String operation, String json) throws Exception {
        return String.valueOf(answer(operation, json));
    }

    private Object answer(String operation, String json) throws Exception {
        var admin = new Caller(new BrandId(1), Caller.Kind.ADMIN, "admin", Set.of(Scope.ADMIN));
        var node = (ObjectNode) JSON.readTree(json);
        var call = new Call(admin, "r", "192.0.2.7", Map.of(), Map.of(), Map.of(), node);
        Answer answer =
                Objects.requireNonNull(identities.operations().get(operation)).run(call);
        return Objects.requireNonNull(answer.body());
    }

    @Test
    void whatBecameOfABudgetIsNotedAside() throws Exception {
        List<Runnable> aside = new ArrayList<>();
        var log = new BudgetLog(identities, aside::add);
        log.reached(agent(false), new Money(2_100_000_000), NOON);
        log.missed(agent(true), new Money(1_900_000_000), new Money(200_000_000), NOON);
        assertEquals(0, occurrences(body("adminListAudit", "{}"), "agent.budget_"));
        aside.forEach(Runnable::run);
        String audit = body("adminListAudit", "{}");
        assertEquals(1, occurrences(audit, "agent.budget_reached"));
        assertEquals(1, occurrences(audit, "agent.budget_missed"));
        assertEquals(
                1, occurrences(audit, "\"spend_this_month\":2.10,\"monthly_budget\":2.00,\"budget_action\":\"warn\""));
    }

    @Test
    void aStoreThatIsAwayDoesNotStopTheNotice() {
        var log = new BudgetLog(identities, Runnable::run);
        database.close();
        assertDoesNotThrow(() -> log.reached(agent(false), Money.ZERO, NOON));
        assertDoesNotThrow(() -> log.missed(agent(true), Money.ZERO, Money.ZERO, NOON));
    }

    @Test
    void lastUsesAreWrittenAtTheEnd() throws Exception {
        Object made = answer("adminCreateAgent", "{\"brand_id\": 1, \"name\": \"Nightly\"}");
        String token = JSON.valueToTree(made).get("token").textValue();
        LastUses uses = LastUses.start(identities);
        assertInstanceOf(Admission.Admitted.class, identities.admit("Bearer " + token));
        identities = opened();
        assertEquals(1, occurrences(body("adminListAgents", "{}"), "lastUsedAt=null"));
        uses.close();
        identities = opened();
        assertEquals(1, occurrences(body("adminListAgents", "{}"), "lastUsedAt=" + NOON));
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
