package dev.keypool.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.http.Answer;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentsTest {
    private static final String ALL_TERMS = "\"scopes\": [\"gate:usage\", \"gate:chat\"], \"rpm\": 60, \"rpd\": 1000,"
            + " \"monthly_budget\": 25.5, \"budget_action\": \"block\", \"allowed_models\": [\"openrouter/auto\"],"
            + " \"free_only\": true, \"expires_at\": \"2027-01-01T00:00:00Z\"";

    private static final BigDecimal NOTHING = new BigDecimal("0.00");

    @TempDir
    Path folder;

    private House house;
    private BrandId brand;
    private Caller owner;
    private Caller stranger;

    @BeforeEach
    void twoBrandsWithAClientEach() {
        house = new House(folder);
        brand = house.newBrand("Acme");
        owner = house.caller(house.newClient(brand, "Back office").clientToken());
        stranger = house.caller(house.newClient(house.newBrand("Other"), "Spy").clientToken());
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whereNothingIsSaidAnAgentGetsTheGatewayWithoutLimits() {
        var made = house.newAgent(brand, "Nightly", "");
        assertEquals(
                new Answers.AgentView(
                        made.agent().id(),
                        1,
                        "Nightly",
                        List.of("gate:chat", "gate:models", "gate:usage"),
                        null,
                        null,
                        null,
                        "warn",
                        null,
                        false,
                        null,
                        true,
                        house.now,
                        null,
                        0,
                        0,
                        NOTHING,
                        false,
                        null),
                made.agent());
        assertTrue(made.agent().id().matches("agt_[a-z0-9]{16}"));
        assertTrue(AgentToken.looksValid(made.token()));
    }

    @Test
    void allTermsAreKeptAlsoAcrossARestart() {
        var made = house.newAgent(brand, "Nightly", ALL_TERMS);
        var expected = new Answers.AgentView(
                made.agent().id(),
                1,
                "Nightly",
                List.of("gate:chat", "gate:usage"),
                60,
                1000,
                new BigDecimal("25.50"),
                "block",
                List.of("openrouter/auto"),
                true,
                Instant.parse("2027-01-01T00:00:00Z"),
                true,
                house.now,
                null,
                0,
                0,
                NOTHING,
                false,
                null);
        assertEquals(expected, made.agent());
        house.restart();
        assertEquals(
                new Answers.OneAgent(true, expected.with(List.of())),
                asOwner("getAgent", made.agent().id(), "{}").body());
        assertEquals(
                Set.of(Scope.GATE_CHAT, Scope.GATE_USAGE),
                house.caller(made.token()).scopes());
    }

    @Test
    void onlyWhatIsSentChangesAndNullClearsALimit() {
        String id = house.newAgent(brand, "Nightly", ALL_TERMS).agent().id();
        var one =
                (Answers.OneAgent) asOwner("updateAgent", id, "{\"rpm\": 120}").body();
        assertEquals(120, one.agent().rpm());
        assertEquals(1000, one.agent().rpd());
        String clearing =
                "{\"rpm\": null, \"rpd\": null, \"monthly_budget\": null, \"allowed_models\": null, \"expires_at\": null}";
        var cleared = ((Answers.OneAgent) asOwner("updateAgent", id, clearing).body()).agent();
        assertEquals(
                new Answers.AgentView(
                        id,
                        1,
                        "Nightly",
                        List.of("gate:chat", "gate:usage"),
                        null,
                        null,
                        null,
                        "block",
                        null,
                        true,
                        null,
                        true,
                        house.now,
                        null,
                        0,
                        0,
                        NOTHING,
                        false,
                        null),
                cleared);
    }

    @Test
    void aChangeOfScopesHoldsForTheNextCall() {
        var made = house.newAgent(brand, "Nightly", "");
        asOwner("updateAgent", made.agent().id(), "{\"scopes\": [\"integrations:write\"]}");
        assertEquals(
                Set.of(Scope.INTEGRATIONS_WRITE), house.caller(made.token()).scopes());
    }

    @Test
    void aClientManagesTheAgentsOfItsOwnBrand() {
        Answer created = house.as(owner, "createAgent", Map.of(), "{\"name\": \"Mine\"}");
        var agent = ((Answers.AgentWithToken) created.body()).agent();
        assertEquals(201, created.status());
        assertEquals(Map.of("Location", "/api/v1/agents/" + agent.id()), created.headers());
        assertEquals(brand.value(), agent.brandId());
        assertEquals(
                new Answers.ManyAgents(true, List.of(agent), 1),
                house.as(owner, "listAgents", Map.of(), "{}").body());
        assertEquals(
                new Answers.ManyAgents(true, List.of(), 0),
                house.as(stranger, "listAgents", Map.of(), "{}").body());
        assertEquals(
                new Answers.DeletedToken(true, "Agent revoked", agent.id()),
                asOwner("deleteAgent", agent.id(), "{}").body());
    }

    @Test
    void anotherBrandsAgentIsMissingExactlyAsOneThatNeverWas() {
        var made = house.newAgent(brand, "Nightly", "");
        for (String operation : List.of("getAgent", "updateAgent", "rotateAgent", "deleteAgent")) {
            Refusal foreign =
                    house.refusal(stranger, operation, Map.of("id", made.agent().id()), "{\"rpm\": 1}");
            Refusal missing = house.refusal(stranger, operation, Map.of("id", "agt_never"), "{\"rpm\": 1}");
            assertEquals(Refusal.Kind.NOT_FOUND, foreign.kind());
            assertEquals("Agent not found", foreign.sentence());
            assertEquals(missing.sentence(), foreign.sentence());
            assertEquals(missing.code(), foreign.code());
            assertEquals(missing.headers(), foreign.headers());
        }
        house.caller(made.token());
        var agent =
                (Answers.OneAgent) asOwner("getAgent", made.agent().id(), "{}").body();
        assertEquals(made.agent().name(), agent.agent().name());
        assertEquals(house.now, agent.agent().lastUsedAt());
    }

    @Test
    void noAgentManagesAgentsWhateverItsScopes() {
        var made = house.newAgent(brand, "Climber", "\"scopes\": [\"integrations:write\", \"integrations:read\"]");
        Caller climber = house.caller(made.token());
        for (String operation :
                List.of("listAgents", "createAgent", "getAgent", "updateAgent", "rotateAgent", "deleteAgent")) {
            Refusal refusal =
                    house.refusal(climber, operation, Map.of("id", made.agent().id()), "{\"name\": \"x\"}");
            assertEquals(Refusal.Kind.FORBIDDEN, refusal.kind());
            assertEquals("client_token_needed", refusal.code());
        }
        var agents =
                (Answers.ManyAgents) house.asAdmin("adminListAgents", Map.of()).body();
        assertEquals(1, agents.total());
    }

    @Test
    void aRotatedTokenIsOverAtOnceAndTheNewOneHasTheSameTermsAlsoAfterARestart() {
        var made = house.newAgent(brand, "Nightly", ALL_TERMS);
        String id = made.agent().id();
        String old = "Bearer " + made.token();
        Caller before = house.caller(made.token());
        var rotated = (Answers.AgentWithToken) asOwner("rotateAgent", id, "{}").body();
        assertTrue(AgentToken.looksValid(rotated.token()));
        assertEquals(shown(id).name(), rotated.agent().name());
        assertEquals(house.now, rotated.agent().lastUsedAt());
        assertEquals("unauthenticated", house.turnedAway(old).code());
        assertEquals(before, house.caller(rotated.token()));
        house.restart();
        assertEquals("unauthenticated", house.turnedAway(old).code());
        assertEquals(before, house.caller(rotated.token()));
    }

    @Test
    void aRevokedAgentIsGone() {
        var made = house.newAgent(brand, "Nightly", "");
        Map<String, String> path = Map.of("id", made.agent().id());
        house.asAdmin("adminDeleteAgent", path, "{}");
        for (String operation : List.of("adminGetAgent", "adminUpdateAgent", "adminRotateAgent", "adminDeleteAgent")) {
            Refusal refusal = house.adminRefusal(operation, path, "{\"is_active\": true}");
            assertEquals(Refusal.Kind.NOT_FOUND, refusal.kind());
        }
        assertEquals(
                new Answers.ManyAgents(true, List.of(), 0),
                house.asAdmin("adminListAgents", Map.of("brand_id", "1")).body());
    }

    @Test
    void theOperatorListsAgentsOfAllBrandsOrOne() {
        var mine = house.newAgent(brand, "Mine", "").agent();
        house.now = house.now.plusSeconds(1);
        var theirs = house.newAgent(stranger.brand(), "Theirs", "").agent();
        assertEquals(
                new Answers.ManyAgents(true, List.of(mine, theirs), 2),
                house.asAdmin("adminListAgents", Map.of()).body());
        assertEquals(
                new Answers.ManyAgents(true, List.of(theirs), 1),
                house.asAdmin("adminListAgents", Map.of("brand_id", "2")).body());
    }

    @Test
    void allFaultsAreNamedInOneAnswer() {
        String body =
                "{\"brand_id\": 1, \"name\": \" \", \"scopes\": [\"gate:chat\", \"admin\"], \"rpm\": 0, \"rpd\": -1,"
                        + " \"monthly_budget\": 0, \"budget_action\": \"shout\", \"allowed_models\": [],"
                        + " \"expires_at\": \"2026-11-23T12:00:00Z\"}";
        Refusal refusal = house.adminRefusal("adminCreateAgent", Map.of(), body);
        assertEquals("validation_error", refusal.code());
        assertEquals(
                List.of(
                        "name/blank",
                        "scopes/unknown_scope",
                        "monthly_budget/out_of_range",
                        "budget_action/unknown_value",
                        "allowed_models/empty",
                        "expires_at/in_the_past",
                        "rpm/out_of_range",
                        "rpd/out_of_range"),
                refusal.faults().stream()
                        .map(fault -> fault.loc().get(1) + "/" + fault.type())
                        .toList());
    }

    @Test
    void whatIsNoMomentOrTooFarAwayIsRefused() {
        for (String moment : List.of("tomorrow", "2027-01-01", "2027-01-01T00:00:00", "+10000-01-01T00:00:00Z")) {
            Refusal refusal = house.adminRefusal(
                    "adminCreateAgent",
                    Map.of(),
                    "{\"brand_id\": 1, \"name\": \"x\", \"expires_at\": \"" + moment + "\"}");
            assertEquals(
                    List.of("body", "expires_at"), refusal.faults().getFirst().loc(), moment);
        }
    }

    @Test
    void valuesOfTheWrongTypeAreRefusedNotMisread() {
        String body = "{\"brand_id\": 1, \"name\": 5, \"scopes\": \"gate:chat\", \"rpm\": \"x\", \"rpd\": [],"
                + " \"monthly_budget\": \"1\", \"allowed_models\": 3, \"free_only\": 1, \"is_active\": null, \"expires_at\": 0}";
        Refusal refusal = house.adminRefusal("adminCreateAgent", Map.of(), body);
        assertEquals(9, refusal.faults().size());
        for (Refusal.Fault fault : refusal.faults()) assertEquals("wrong_type", fault.type());
        assertEquals(
                List.of("body", "brand_id"),
                house.adminRefusal("adminCreateAgent", Map.of(), "{\"brand_id\": 1.5, \"name\": \"x\"}")
                        .faults()
                        .getFirst()
                        .loc());
    }

    @Test
    void whenATokenWasLastShownIsKnownAtOnceAndWrittenWhenItMoved() {
        var made = house.newAgent(brand, "Nightly", "");
        String id = made.agent().id();
        assertNull(shown(id).lastUsedAt());
        house.caller(made.token());
        Instant used = house.now;
        assertEquals(used, shown(id).lastUsedAt());
        assertEquals(1, house.identities.writeLastUses());
        assertEquals(0, house.identities.writeLastUses());
        house.now = used.plusSeconds(90);
        asOwner("updateAgent", id, "{\"rpm\": 7}");
        assertEquals(used, shown(id).lastUsedAt());
        house.caller(made.token());
        house.restart();
        assertEquals(used, shown(id).lastUsedAt(), "the later use was not yet written");
        house.caller(made.token());
        house.identities.writeLastUses();
        house.restart();
        assertEquals(house.now, shown(id).lastUsedAt());
    }

    @Test
    void aRefusedTokenIsNotUsed() {
        var made = house.newAgent(brand, "Nightly", "\"expires_at\": \"2026-11-23T12:00:10Z\"");
        house.now = house.now.plusSeconds(10);
        house.turnedAway("Bearer " + made.token());
        assertNull(shown(made.agent().id()).lastUsedAt());
    }

    @Test
    void whatIsCountedOfAnAgentIsShownWithIt() {
        String id = house.newAgent(brand, "Nightly", "\"monthly_budget\": 5")
                .agent()
                .id();
        house.books = new AgentBooks() {
            @Override
            public Counted counted(String agent) {
                return new Counted(3, 12, new Money(5_000_000_000L));
            }

            @Override
            public List<ModelSpend> byModel(BrandId of, String agent) {
                return List.of(
                        new ModelSpend(of.value() + "/" + agent, 11, new Money(4_000_000_000L)),
                        new ModelSpend("unpriced", 1, null));
            }
        };
        Answers.AgentView agent = shown(id);
        assertEquals(3, agent.requestsThisMinute());
        assertEquals(12, agent.requestsToday());
        assertEquals(new BigDecimal("5.00"), agent.spendThisMonth());
        assertTrue(agent.budgetExceeded());
        assertEquals(
                List.of(
                        new Answers.ModelView("1/" + id, 11, new BigDecimal("4.00")),
                        new Answers.ModelView("unpriced", 1, null)),
                agent.spendByModel());
        var raised = ((Answers.OneAgent)
                        asOwner("updateAgent", id, "{\"monthly_budget\": 5.01}").body())
                .agent();
        assertFalse(raised.budgetExceeded());
        assertNull(raised.spendByModel());
        var listed = ((Answers.ManyAgents)
                        house.as(owner, "listAgents", Map.of(), "{}").body())
                .agents()
                .getFirst();
        assertEquals(12, listed.requestsToday());
        assertNull(listed.spendByModel());
    }

    @Test
    void whatTheGatewayEnforcesFollowsTheTermsAtOnce() {
        var made = house.newAgent(brand, "Nightly", ALL_TERMS);
        var allowance = new Allowance(60, 1000, new Money(25_500_000_000L), true, List.of("openrouter/auto"), true);
        assertEquals(allowance, house.caller(made.token()).allowance());
        assertEquals(
                Optional.of(allowance), house.identities.allowance(made.agent().id()));
        asOwner(
                "updateAgent",
                made.agent().id(),
                "{\"rpm\": 5, \"rpd\": null, \"monthly_budget\": null, \"budget_action\": \"warn\","
                        + " \"allowed_models\": [\" agent/* \"], \"free_only\": false}");
        var changed = new Allowance(5, null, null, false, List.of("agent/*"), false);
        assertEquals(changed, house.caller(made.token()).allowance());
        assertEquals(Optional.empty(), house.identities.allowance("agt_never"));
        assertNull(owner.allowance());
    }

    @Test
    void allowedModelsAreNamesAndBeginningsWithASlash() {
        house.newAgent(
                brand, "x", "\"allowed_models\": [\"*\", \"agent/*\", \"openai/gpt-5*\", \"gpt-4o\", \"a/b:free\"]");
        Refusal refusal = house.adminRefusal(
                "adminCreateAgent",
                Map.of(),
                "{\"brand_id\": 1, \"name\": \"x\", \"allowed_models\":"
                        + " [\"*/b\", \"a*b*\", \"gpt*\", \" \", \"a b\", \"gr\u00f6\u00dfe\", \"/*\", \"agent/*\"]}");
        assertEquals(7, refusal.faults().size());
        for (Refusal.Fault fault : refusal.faults()) assertEquals("bad_pattern", fault.type());
    }

    @Test
    void whatBecameOfABudgetStandsInTheAuditLog() {
        var made = house.newAgent(brand, "Nightly", ALL_TERMS);
        house.identities.noteBudget(house.caller(made.token()), "budget_reached", new Money(25_600_000_000L));
        var entries = (Answers.ManyEntries)
                house.asAdmin("adminListAudit", Map.of("brand_id", "1")).body();
        Answers.AuditView entry = entries.entries().getFirst();
        assertEquals("agent.budget_reached", entry.action());
        assertEquals("agent:" + made.agent().id(), entry.subject());
        assertEquals("system", entry.actor());
        assertEquals(
                "{\"spend_this_month\":25.60,\"monthly_budget\":25.50,\"budget_action\":\"block\"}",
                String.valueOf(entry.after()));
    }

    private Answers.AgentView shown(String id) {
        return ((Answers.OneAgent) asOwner("getAgent", id, "{}").body()).agent();
    }

    private Answer asOwner(String operation, String id, String body) {
        return house.as(owner, operation, Map.of("id", id), body);
    }
}
