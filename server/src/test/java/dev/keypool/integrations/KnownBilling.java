package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A provider whose billing is known: what it answers by its documentation, and what is to become of it.
 *
 * @param credentials as a client sends them
 * @param now a moment that the documented answers speak of
 * @param paths where its documented answers lie, by their name; the host is the first segment
 * @param asked the calls that are to be made, in this order
 * @param authorization the header that carries the billing credential, and its value
 * @param shown balance, usage today, usage this month, currency
 */
record KnownBilling(
        String provider,
        String credentials,
        Instant now,
        Map<String, String> paths,
        List<String> asked,
        Map.Entry<String, String> authorization,
        List<String> shown) {
    private static final JsonNode ANSWERS = answers();
    private static final String ROUTER = "sk-or-v1-" + "0123456789abcdef".repeat(4);
    private static final String SK = "sk-0123456789abcdef0123456789abcdef";
    private static final String SILICON = "sk-" + "abcdefghij".repeat(5);
    private static final String FIREWORKS = "fw_0123456789abcdefghijABC";
    private static final String OPENAI_ADMIN = "sk-admin-of-the-organisation";
    private static final String ANTHROPIC_ADMIN = "sk-ant-admin01-of-the-organisation";
    private static final String UNKNOWN = "null";

    static List<KnownBilling> all() {
        return List.of(
                plain(
                        "openrouter",
                        ROUTER,
                        Map.of("main", "/openrouter.ai/api/v1/key", "credits", "/openrouter.ai/api/v1/credits"),
                        List.of("GET /openrouter.ai/api/v1/credits", "GET /openrouter.ai/api/v1/key"),
                        List.of("74.75", "0.42", "12.04", "USD")),
                balance("deepseek", SK, "/api.deepseek.com/user/balance", "23.45"),
                balance("moonshot", SK + "0123", "/api.moonshot.ai/v1/users/me/balance", "12.34567"),
                balance("siliconflow", SILICON, "/api.siliconflow.com/v1/user/info", "23.50"),
                balance("novita", "sk_of-novita", "/api.novita.ai/openapi/v1/billing/balance/detail", "123.45"),
                balance(
                        "hyperbolic",
                        "a.key.of-hyperbolic",
                        "/api.hyperbolic.xyz/billing/get_current_balance",
                        "23.50"),
                plain(
                        "deepinfra",
                        "0123456789abcdefghijABCDEFGHIJ01",
                        Map.of(
                                "main", "/api.deepinfra.com/payment/checklist",
                                "usage", "/api.deepinfra.com/payment/usage"),
                        List.of(
                                "GET /api.deepinfra.com/payment/checklist?compute_owed=true",
                                "GET /api.deepinfra.com/payment/usage?from=current"),
                        List.of("11.30", UNKNOWN, "1.23", "USD")),
                plain(
                        "fireworks",
                        FIREWORKS,
                        Map.of(
                                "main", "/api.fireworks.ai/v1/accounts/my-slug/billing/summary",
                                "accounts", "/api.fireworks.ai/v1/accounts"),
                        List.of(
                                "GET /api.fireworks.ai/v1/accounts",
                                "GET /api.fireworks.ai/v1/accounts/my-slug/billing/summary?startTime=2026-10-01T00:00:00Z&endTime=2026-10-14T15:00:00Z",
                                "GET /api.fireworks.ai/v1/accounts/my-slug/billing/summary?startTime=2026-10-14T00:00:00Z&endTime=2026-10-14T15:00:00Z"),
                        List.of(UNKNOWN, "1.53", "1.53", "USD")),
                new KnownBilling(
                        "fal_ai",
                        "{'api_key': 'abc:def-of-fal', 'admin_api_key': 'admin:of-fal'}",
                        Instant.parse("2026-10-14T15:00:00Z"),
                        Map.of("main", "/api.fal.ai/v1/account/billing"),
                        List.of("GET /api.fal.ai/v1/account/billing?expand=credits"),
                        Map.entry("authorization", "Key admin:of-fal"),
                        List.of("24.50", UNKNOWN, UNKNOWN, "USD")),
                new KnownBilling(
                        "xai",
                        "{'api_key': 'xai-the-key', 'management_api_key': 'xai-of-management'}",
                        Instant.parse("2026-10-01T15:00:00Z"),
                        Map.of(
                                "main", "/management-api.x.ai/v1/billing/teams/team-7/prepaid/balance",
                                "usage", "/management-api.x.ai/v1/billing/teams/team-7/usage"),
                        List.of(
                                "GET /management-api.x.ai/auth/management-keys/validation",
                                "GET /management-api.x.ai/v1/billing/teams/team-7/prepaid/balance",
                                "POST /management-api.x.ai/v1/billing/teams/team-7/usage"),
                        Map.entry("authorization", "Bearer xai-of-management"),
                        List.of("23.17", "1.25", "1.25", "USD")),
                new KnownBilling(
                        "openai",
                        "{'api_key': 'sk-proj-T3BlbkFJ-the-key', 'admin_api_key': '" + OPENAI_ADMIN
                                + "', 'organization': 'org-1', 'project': 'proj_1'}",
                        Instant.parse("2025-07-01T15:00:00Z"),
                        Map.of("main", "/api.openai.com/v1/organization/costs"),
                        List.of(
                                "GET /api.openai.com/v1/organization/costs?start_time=1751328000&bucket_width=1d&limit=31"),
                        Map.entry("authorization", "Bearer " + OPENAI_ADMIN),
                        List.of(UNKNOWN, "1.2745", "1.2745", "USD")),
                new KnownBilling(
                        "anthropic",
                        "{'api_key': 'sk-ant-api03-the-key', 'admin_api_key': '" + ANTHROPIC_ADMIN + "'}",
                        Instant.parse("2026-07-15T15:00:00Z"),
                        Map.of("main", "/api.anthropic.com/v1/organizations/cost_report"),
                        List.of(
                                "GET /api.anthropic.com/v1/organizations/cost_report?starting_at=2026-07-01T00:00:00Z&bucket_width=1d&limit=31"),
                        Map.entry("x-api-key", ANTHROPIC_ADMIN),
                        List.of(UNKNOWN, "12.3456", "12.3456", "USD")));
    }

    /** The documented answers are given. */
    void script(FakeProvider server) {
        paths.forEach((name, path) ->
                server.answers(path, 200, ANSWERS.path(provider).required(name).toString()));
        server.answers("/management-api.x.ai/auth/management-keys/validation", 200, "{'teamId': 'team-7'}");
    }

    /** Its documented answer to the main call. */
    String answer() {
        return ANSWERS.path(provider).required("main").toString();
    }

    String create() {
        return "{'provider_name': '" + provider + "', 'credentials': " + credentials + "}";
    }

    String main() {
        return Objects.requireNonNull(paths.get("main"));
    }

    @Override
    public String toString() {
        return provider;
    }

    private static KnownBilling balance(String provider, String key, String path, String dollars) {
        return plain(
                provider, key, Map.of("main", path), List.of("GET " + path), List.of(dollars, UNKNOWN, UNKNOWN, "USD"));
    }

    private static KnownBilling plain(
            String provider, String key, Map<String, String> paths, List<String> asked, List<String> shown) {
        return new KnownBilling(
                provider,
                "{'api_key': '" + key + "'}",
                Instant.parse("2026-10-14T15:00:00Z"),
                paths,
                asked,
                Map.entry("authorization", "Bearer " + key),
                shown);
    }

    /** Taken from the providers' pages, each under the name of its call. */
    private static JsonNode answers() {
        try (InputStream file = KnownBilling.class.getResourceAsStream("/billing/answers.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
