package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.OutboundGuard;
import dev.keypool.providers.Billing;
import dev.keypool.providers.Billing.ExtraCall;
import dev.keypool.providers.CredentialField;
import dev.keypool.providers.Provider;
import dev.keypool.values.Secret;
import dev.keypool.values.Surface;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of a billing that lies on another host than the provider's chat, which no override can reach. */
class BillingReadingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private final Vertx vertx = Vertx.vertx();
    private final FakeProvider billing = new FakeProvider(vertx);
    private final ProviderCalls calls =
            new ProviderCalls(vertx, new OutboundGuard(List.of(), () -> NOW), System::nanoTime);

    @AfterEach
    void close() {
        calls.close();
        billing.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void anAccountThatTheCredentialDoesNotNameIsAskedFor() {
        billing.answers("/v1/accounts", 200, "{'accounts': [{'name': 'accounts/my-slug'}]}")
                .answers("/v1/accounts/my-slug/billing", 200, "{'sum': 1.53}");
        BillingReading reading = reading(Map.of());
        assertEquals(Optional.empty(), reading.lacking());
        assertEquals(
                "1.53", read(reading, "main", BillingAnswers.MONTH).get("sum").asText());
        read(reading, "main", "today_utc");
        assertEquals(
                List.of(
                        "/v1/accounts",
                        "/v1/accounts/my-slug/billing?from=2026-11-01T00:00:00Z",
                        "/v1/accounts/my-slug/billing?from=2026-11-23T00:00:00Z"),
                billing.asked().stream().map(FakeProvider.Asked::uri).toList());
        assertEquals("Bearer the-admin-key", billing.asked().getLast().headers().get("authorization"));
    }

    @Test
    void anAccountThatTheCredentialNamesIsNot() {
        billing.answers("/v1/accounts/mine/billing", 200, "{}");
        BillingReading reading = reading(Map.of("account_id", "mine"));
        assertEquals(Optional.empty(), reading.lacking());
        read(reading, "main", BillingAnswers.MONTH);
        assertEquals(1, billing.asked().size());
    }

    @Test
    void anAccountThatNobodyNamesIsLacking() {
        billing.answers("/v1/accounts", 200, "{'accounts': []}");
        String lack = reading(Map.of()).lacking().orElseThrow();
        assertTrue(lack.contains("account_id"), lack);
    }

    @Test
    void anAnswerIsAskedForOnce() {
        billing.answers("/v1/accounts/mine/billing", 200, "{}");
        BillingReading reading = reading(Map.of("account_id", "mine"));
        read(reading, "main", BillingAnswers.MONTH);
        read(reading, "main", BillingAnswers.MONTH);
        assertEquals(1, billing.asked().size());
    }

    @Test
    void aBodyHasItsTimesFilledAndAnOptionalCallMayBeRefused() {
        billing.answers("/v1/usage", 200, "{}").answers("/v1/credits", 403, "{}");
        BillingReading reading = reading(Map.of("account_id", "mine"));
        read(reading, "extra.usage", BillingAnswers.MONTH);
        assertEquals(
                "{\"start\":\"2026-11-01 00:00:00\"}",
                billing.asked().getFirst().body());
        assertEquals("application/json", billing.asked().getFirst().headers().get("content-type"));
        assertNull(reading.read("extra.credits", BillingAnswers.MONTH));
        assertNull(reading.read("extra.unheard", BillingAnswers.MONTH));
    }

    @Test
    void aRefusedBillingKeyIsNamed() {
        billing.answers("/v1/accounts/mine/billing", 401, "{}");
        BillingReading reading = reading(Map.of("account_id", "mine"));
        BillingFault fault = assertThrows(BillingFault.class, () -> reading.read("main", BillingAnswers.MONTH));
        assertEquals(
                "Made Up refuses the credential field admin_api_key (status 401): it is invalid, expired, or may not read billing.",
                fault.sentence());
    }

    private static JsonNode read(BillingReading reading, String from, String window) {
        return Objects.requireNonNull(reading.read(from, window));
    }

    private BillingReading reading(Map<String, String> plain) {
        String url = billing.url() + "/v1/accounts";
        Billing rules = new Billing(
                "admin_api_key",
                Billing.Scope.ACCOUNT,
                "GET",
                url + "/{account_id}/billing?from={month_start}",
                Map.of("Authorization", "Bearer {admin_api_key}"),
                Billing.Answer.PLAIN,
                Calls.object("{}"),
                Map.of(
                        "accounts",
                        new ExtraCall("GET", url, false, null, Map.of("account_id", "/accounts/0/name")),
                        "usage",
                        new ExtraCall(
                                "POST",
                                billing.url() + "/v1/usage",
                                false,
                                "{\"start\":\"{month_start_text}\"}",
                                Map.of()),
                        "credits",
                        new ExtraCall("GET", billing.url() + "/v1/credits", true)));
        Map<String, Secret> values =
                new HashMap<>(Map.of("api_key", Secret.of("k"), "admin_api_key", Secret.of("the-admin-key")));
        plain.forEach((field, value) -> values.put(field, Secret.of(value)));
        return new BillingReading(rules, new CredentialValues(provider(rules), values), calls.budget(), NOW);
    }

    private static Provider provider(Billing rules) {
        return new Provider(
                "made_up",
                "Made Up",
                Provider.Category.LLM,
                false,
                null,
                List.of(
                        new CredentialField("api_key", true, true, null, null),
                        new CredentialField("admin_api_key", false, true, null, null),
                        new CredentialField("account_id", false, false, null, null)),
                new Provider.Auth("Authorization", "Bearer {api_key}", Map.of()),
                "https://chat.example/v1",
                false,
                Map.of(Surface.CHAT, "/chat/completions"),
                Map.of(),
                null,
                false,
                Set.of("chat"),
                new Provider.TestCall("GET", "{base}/models", null, Set.of(200), Set.of(401), Set.of()),
                rules,
                List.of(),
                null,
                null,
                Map.of());
    }
}
