package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Secret;
import dev.keypool.values.Surface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());

    static List<Provider> rows() {
        return CATALOGUE.all();
    }

    private static Provider row(String name) {
        return CATALOGUE.find(name).orElseThrow();
    }

    @Test
    void allThirtyTwoAreThereThePublishedSixteenFirst() {
        assertEquals(32, CATALOGUE.all().size());
        assertEquals(
                List.of(
                        "openrouter",
                        "groq",
                        "mistral",
                        "google_ai",
                        "fal_ai",
                        "cerebras",
                        "together",
                        "cohere",
                        "cloudflare",
                        "nvidia_nim",
                        "fireworks",
                        "sambanova",
                        "huggingface",
                        "github_models",
                        "ai21",
                        "baseten"),
                CATALOGUE.all().stream().limit(16).map(Provider::name).toList());
        assertEquals(16, CATALOGUE.all().stream().filter(Provider::published).count());
    }

    @Test
    void everyFileOfTheCatalogueIsInItsIndex() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/catalogue"))) {
            Set<String> names = files.map(f -> f.getFileName().toString())
                    .filter(n -> n.endsWith(".json"))
                    .map(n -> n.replace(".json", ""))
                    .filter(n -> !n.equals("providers"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(
                    new TreeSet<>(CATALOGUE.all().stream().map(Provider::name).toList()), names);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowIsWhole(Provider row) {
        assertFalse(row.label().isBlank());
        assertTrue(row.docsUrl() != null && row.docsUrl().startsWith("https://"), "docs of " + row.name());
        assertTrue(row.signupUrl() == null || row.signupUrl().startsWith("https://"));
        assertFalse(row.capabilities().isEmpty());
        assertFalse(row.errorRules().isEmpty());
        assertTrue(row.fields().stream().anyMatch(CredentialField::secret));
        assertEquals(row.chats(), row.retired() == null && !row.name().equals("vertex"), row.name());
        assertFalse(row.test().ok().isEmpty());
        assertTrue(row.test().ok().stream().noneMatch(row.test().badKey()::contains));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void noErrorRuleStandsBehindOneThatTakesAllItsAnswers(Provider row) {
        Set<Integer> taken = new HashSet<>();
        for (ErrorRule rule : row.errorRules()) {
            assertFalse(taken.containsAll(rule.statuses()), row.name() + " never reaches " + rule);
            if (rule.text() == null && rule.pointers().isEmpty()) taken.addAll(rule.statuses());
        }
    }

    @Test
    void onlyTheRetiredOneSaysWhyAndPerplexityIsUsable() {
        assertEquals(
                List.of("github_models"),
                CATALOGUE.all().stream()
                        .filter(p -> p.retired() != null)
                        .map(Provider::name)
                        .toList());
        assertTrue(String.valueOf(row("github_models").retired()).contains("2026-07-30"));
        assertTrue(row("perplexity").chats());
    }

    @Test
    void aRowHoldsWhatItsFileSays() {
        Provider openrouter = row("openrouter");
        assertEquals("OpenRouter", openrouter.label());
        assertEquals("https://openrouter.ai/api/v1", openrouter.baseUrl());
        assertEquals("/chat/completions", openrouter.path(Surface.CHAT));
        assertEquals("/embeddings", openrouter.path(Surface.EMBEDDINGS));
        assertEquals("/models", openrouter.modelsPath());
        assertTrue(openrouter.includeUsage());
        assertEquals("{base}/key", openrouter.test().url());
        Billing billing = openrouter.billing();
        assertNotNull(billing);
        assertEquals(
                "/data/usage_daily",
                billing.mapping().at("/usage_today/pointer").asText());
        assertEquals(
                new Billing.ExtraCall("GET", "{base}/credits", true),
                billing.extra().get("credits"));
        assertEquals("Groq", row("groq").label());
        assertEquals("/messages", row("anthropic").path(Surface.MESSAGES));
        assertEquals(
                Map.of("anthropic-version", "2023-06-01", "x-api-key", "sk-ant"),
                row("anthropic").headers(Map.of("api_key", Secret.of("sk-ant"))));
        assertEquals(
                Set.of("anthropic-version"),
                row("anthropic").auth().fixedHeaders().keySet());
        assertEquals(Map.of("team_id", "/teamId"), extra("xai", "team").gives());
        assertTrue(String.valueOf(extra("xai", "usage").body()).contains("{month_start_text}"));
        assertNull(row("groq").billing());
    }

    private static Billing.ExtraCall extra(String provider, String name) {
        Billing billing = row(provider).billing();
        assertNotNull(billing);
        return Optional.ofNullable(billing.extra().get(name)).orElseThrow();
    }

    // Whose key is it?

    @ParameterizedTest
    @CsvSource({
        "sk-or-v1-0123456789abcdef, openrouter",
        "gsk_abcdefghij0123456789, groq",
        "csk-abcdefghij0123456789, cerebras",
        "nvapi-abcdefghij0123456789, nvidia_nim",
        "hf_abcdefghij0123456789, huggingface",
        "xai-abcdefghij0123456789, xai",
        "pplx-abcdefghij0123456789, perplexity",
        "sk-ant-api03-abcdefghij, anthropic",
        "fw_abcdefghij0123456789, fireworks",
        "tgp_v1_abcdefghij0123456789, together",
        "AIzaSyabcdefghij0123456789, google_ai",
        "sk-proj-aaaaaaaaaaT3BlbkFJbbbbbbbbbb, openai",
        "ghp_0123456789abcdef0123456789abcdef0123, github_models"
    })
    void aDistinctiveFormNamesItsProvider(String key, String provider) {
        assertEquals(List.of(row(provider)), CATALOGUE.recognise(key));
        assertEquals(Optional.of(row(provider)), CATALOGUE.betterFit(row("mistral"), key));
        assertEquals(Optional.empty(), CATALOGUE.betterFit(row(provider), key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-0123456789abcdef0123456789abcdef", "sk_0123456789", "0123456789abcdef", "made-up", "x"})
    void aSharedOrUnknownFormNamesNobody(String key) {
        assertEquals(List.of(), CATALOGUE.recognise(key));
        for (Provider claimed : CATALOGUE.all()) assertEquals(Optional.empty(), CATALOGUE.betterFit(claimed, key));
    }

    @Test
    void theLongerPrefixWinsOverTheClaimedOnesShorter() {
        assertEquals(Optional.of(row("openrouter")), CATALOGUE.betterFit(row("openai"), "sk-or-v1-made-up"));
        assertEquals(Optional.of(row("anthropic")), CATALOGUE.betterFit(row("deepseek"), "sk-ant-api03-made-up"));
    }

    @Test
    void anAdminKeyOfTheSameProviderIsItsOwn() {
        assertEquals(Optional.empty(), CATALOGUE.betterFit(row("openai"), "sk-admin-made-up"));
    }

    @Test
    void aValueOfTheClaimedFormIsLeftAlone() {
        String fortyLetters = "fw_" + "a".repeat(37);
        assertEquals(List.of(row("fireworks")), CATALOGUE.recognise(fortyLetters));
        assertEquals(Optional.empty(), CATALOGUE.betterFit(row("cloudflare"), fortyLetters));
    }

    @Test
    void anOwnServerTakesAnyKey() {
        assertEquals(Optional.empty(), CATALOGUE.betterFit(row("vllm"), "gsk_made-up"));
    }

    @Test
    void twoOwnersOfOnePrefixAreNoProof() {
        Provider groq = row("groq");
        Provider twin = TestRows.named("twin", groq);
        Catalogue catalogue = new Catalogue(List.of(groq, twin, row("mistral")));
        assertEquals(List.of(groq, twin), catalogue.recognise("gsk_abc"));
        assertEquals(Optional.empty(), catalogue.betterFit(row("mistral"), "gsk_abc"));
    }

    @ParameterizedTest
    @CsvSource({"openruter, openrouter", "grok, groq", "mistal, mistral", "google, google_ai", "Groq, groq"})
    void aMisspeltNameHasANearestOne(String misspelt, String meant) {
        assertEquals(Optional.of(meant), CATALOGUE.nearest(misspelt));
    }

    @Test
    void nothingIsNearToNonsense() {
        assertEquals(Optional.empty(), CATALOGUE.nearest("zzzzzzzz"));
    }

    // The operator's base URLs.

    @Test
    void anOverrideReplacesTheBaseUrlAndIsGuarded() {
        Provider row = Catalogue.load(Map.of("groq", "http://127.0.0.1:9000/groq/v1/"))
                .find("groq")
                .orElseThrow();
        assertTrue(row.overridden() && row.guarded());
        assertEquals("http://127.0.0.1:9000/groq/v1", row.baseUri(Map.of()).toString());
        assertFalse(row("groq").overridden() || row("groq").guarded());
    }

    @Test
    void anOverriddenProviderIsNeverTestedOrBilledAtItsOwnHost() {
        Catalogue overridden = Catalogue.load(Map.of(
                "cohere",
                "http://mirror.test/v1",
                "openrouter",
                "http://mirror.test/v1",
                "hyperbolic",
                "http://mirror.test"));
        assertEquals(
                "{base}/models", overridden.find("cohere").orElseThrow().test().url());
        assertEquals(
                "{base}/key", overridden.find("openrouter").orElseThrow().test().url());
        assertNotNull(overridden.find("openrouter").orElseThrow().billing());
        assertNull(overridden.find("hyperbolic").orElseThrow().billing());
        assertNotNull(row("hyperbolic").billing());
    }

    @Test
    void anOverrideOfAnUnknownProviderNamesTheNearest() {
        var wrong = assertThrows(CatalogueException.class, () -> Catalogue.load(Map.of("grok", "http://a.test")));
        assertEquals(
                "A base URL is set for the provider 'grok', which is not in the catalogue. Did you mean 'groq'?",
                wrong.getMessage());
        var far = assertThrows(CatalogueException.class, () -> Catalogue.load(Map.of("qqqqqqqqq", "http://a.test")));
        assertTrue(String.valueOf(far.getMessage()).endsWith("not in the catalogue."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a.test",
                "a.test/v1",
                "http://u:p@a.test",
                "http://a.test?x=1",
                "http://a.test#f",
                "http://a b",
                "http://",
                "http://a.test:70000"
            })
    void anOverrideThatIsNoBaseUrlIsRefused(String url) {
        var wrong = assertThrows(CatalogueException.class, () -> Catalogue.load(Map.of("groq", url)));
        assertTrue(String.valueOf(wrong.getMessage())
                .startsWith("The base URL set for the provider 'groq' is not usable: it"));
    }
}
