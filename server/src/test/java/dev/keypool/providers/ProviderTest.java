package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import dev.keypool.values.Surface;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Map<String, Secret> KEY = Map.of("api_key", Secret.of("k1"));

    static List<Provider> rows() {
        return CATALOGUE.all();
    }

    private static Provider row(String name) {
        return CATALOGUE.find(name).orElseThrow();
    }

    private static String base(String provider, Map<String, String> fields) {
        return row(provider).baseUri(fields).toString();
    }

    private static Refusal refused(String provider, Map<String, String> fields) {
        return assertThrows(Refusal.class, () -> row(provider).baseUri(fields));
    }

    @Test
    void plainFieldsFillTheBaseUrl() {
        assertEquals(
                "https://api.cloudflare.com/client/v4/accounts/acc1/ai/v1",
                base("cloudflare", Map.of("account_id", "acc1")));
        assertEquals(
                "https://my-res.openai.azure.com/openai/v1", base("azure_openai", Map.of("resource_name", "my-res")));
        assertEquals("https://bedrock-runtime.eu-west-1.amazonaws.com", base("bedrock", Map.of("region", "eu-west-1")));
    }

    @ParameterizedTest
    @CsvSource({
        "moonshot,, https://api.moonshot.ai/v1",
        "moonshot, global, https://api.moonshot.ai/v1",
        "moonshot, cn, https://api.moonshot.cn/v1",
        "zhipu, cn, https://open.bigmodel.cn/api/paas/v4",
        "zhipu, coding_plan, https://api.z.ai/api/coding/paas/v4",
        "siliconflow, cn, https://api.siliconflow.cn/v1"
    })
    void aRegionChoosesTheHost(String provider, String region, String url) {
        assertEquals(url, base(provider, region == null ? Map.of() : Map.of("region", region)));
    }

    @Test
    void aRegionThatIsNoneIsRefusedWithTheValidOnes() {
        Refusal refusal = refused("moonshot", Map.of("region", "mars"));
        assertEquals(Refusal.Kind.INVALID, refusal.kind());
        assertEquals("Credential field 'region' must be one of cn, global.", refusal.sentence());
        assertEquals(
                List.of("body", "credentials", "region"),
                refusal.faults().getFirst().loc());
    }

    @Test
    void aLocationThatIsNoVariantFillsTheUrl() {
        assertEquals(
                "https://eu-aiplatform.googleapis.com/v1/projects/p1/locations/eu/endpoints/openapi",
                base("vertex", Map.of("location", "eu", "project_id", "p1")));
        assertEquals(
                "https://aiplatform.googleapis.com/v1/projects/p1/locations/global/endpoints/openapi",
                base("vertex", Map.of("location", "global", "project_id", "p1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", ".", "a?b", "a#b", "a%2fb", "a b", "", "a@b", "a\r\nb", "ä", "a:b", "a\\b"})
    void aValueThatWouldLeaveItsPathSegmentIsRefused(String value) {
        Refusal refusal = refused("cloudflare", Map.of("account_id", value));
        assertEquals(
                List.of("body", "credentials", "account_id"),
                refusal.faults().getFirst().loc());
        assertTrue(refusal.sentence().startsWith("Credential field 'account_id' is part of the provider's URL"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.test/",
                "a.b",
                "evil.test#",
                "-a",
                "a-",
                "a@b",
                "",
                "a:1",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aValueThatWouldChangeTheHostIsRefused(String value) {
        Refusal refusal = refused("azure_openai", Map.of("resource_name", value));
        assertEquals("invalid_field", refusal.faults().getFirst().type());
    }

    @Test
    void aMissingFieldIsNamed() {
        assertEquals(
                "Credential field 'account_id' is missing: the URL of cloudflare needs it.",
                refused("cloudflare", Map.of()).sentence());
        assertEquals(
                "Credential field 'base_url' is missing: the URL of vllm needs it.",
                refused("vllm", Map.of()).sentence());
    }

    @ParameterizedTest
    @CsvSource({
        "http://llm.test:8000/v1/, http://llm.test:8000/v1",
        "https://llm.test, https://llm.test",
        "http://[::1]:11434/v1//, http://[::1]:11434/v1"
    })
    void anOwnServerNamesItsWholeUrl(String given, String used) {
        assertEquals(used, base("vllm", Map.of("base_url", given)));
        assertEquals(used, base("ollama", Map.of("base_url", given)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "http://u@h.test",
                "http://h.test/?q",
                "http://h_x.test",
                "//h.test",
                "h.test",
                "http://h.test:99999"
            })
    void anOwnUrlThatIsNoneIsRefused(String url) {
        assertTrue(refused("vllm", Map.of("base_url", url))
                .sentence()
                .startsWith("Credential field 'base_url' is not usable: it"));
    }

    @Test
    void onlyOwnServersHaveAFreeBaseUrl() {
        assertEquals(
                List.of("ollama", "vllm"),
                CATALOGUE.all().stream()
                        .filter(Provider::freeBaseUrl)
                        .map(Provider::name)
                        .toList());
        assertTrue(row("vllm").guarded());
        assertFalse(row("groq").guarded());
    }

    @Test
    void anOverrideWithPlacesIsFilledToo() {
        var catalogue = Catalogue.load(Map.of(
                "cloudflare", "http://sandbox.test/cf/{account_id}/v1/", "moonshot", "http://sandbox.test/moon"));
        assertEquals(
                "http://sandbox.test/cf/acc1/v1",
                catalogue
                        .find("cloudflare")
                        .orElseThrow()
                        .baseUri(Map.of("account_id", "acc1"))
                        .toString());
        assertEquals(
                "http://sandbox.test/moon",
                catalogue
                        .find("moonshot")
                        .orElseThrow()
                        .baseUri(Map.of("region", "cn"))
                        .toString());
    }

    // Headers.

    @ParameterizedTest
    @CsvSource({
        "groq, Authorization, Bearer k1",
        "fal_ai, Authorization, Key k1",
        "anthropic, x-api-key, k1",
        "azure_openai, api-key, k1"
    })
    void aKeyGoesIntoItsHeader(String provider, String header, String value) {
        assertEquals(value, row(provider).headers(KEY).get(header));
    }

    @Test
    void fixedHeadersStandBeside() {
        assertEquals(
                Map.of("x-api-key", "k1", "anthropic-version", "2023-06-01"),
                row("anthropic").headers(KEY));
    }

    @Test
    void aHeaderOfAnOptionalFieldComesOnlyWithTheField() {
        assertEquals(Map.of("Authorization", "Bearer k1"), row("openai").headers(KEY));
        assertEquals(
                Map.of("Authorization", "Bearer k1", "OpenAI-Organization", "org-1"),
                row("openai").headers(Map.of("api_key", Secret.of("k1"), "organization", Secret.of("org-1"))));
        assertEquals(Map.of(), row("vllm").headers(Map.of()));
        assertEquals(Map.of(), row("vertex").headers(Map.of("service_account_json", Secret.of("{}"))));
    }

    @Test
    void aMissingKeyIsRefusedByName() {
        var refusal = assertThrows(Refusal.class, () -> row("groq").headers(Map.of()));
        assertEquals("Credential field 'api_key' is missing: groq needs it.", refusal.sentence());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "käse", "a\u007f"})
    void aKeyThatCannotStandInAHeaderIsRefusedUnseen(String key) {
        var refusal = assertThrows(Refusal.class, () -> row("groq").headers(Map.of("api_key", Secret.of(key))));
        assertEquals("Credential field 'api_key' may hold only printable ASCII characters.", refusal.sentence());
    }

    @Test
    void aDollarOrBackslashInAKeyIsItself() {
        var headers = row("groq").headers(Map.of("api_key", Secret.of("a$1\\b")));
        assertEquals("Bearer a$1\\b", headers.get("Authorization"));
    }

    // Paths.

    @Test
    void theModelStandsInThePathPercentEncoded() {
        String model = "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.nova-1:0";
        String encoded = "arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.nova-1%3A0";
        assertEquals("/model/" + encoded + "/converse", row("bedrock").path(Surface.CONVERSE, model, false));
        assertEquals("/model/" + encoded + "/converse-stream", row("bedrock").path(Surface.CONVERSE, model, true));
    }

    @Test
    void aStreamHasThePathOfTheWholeWhereTheRowSaysNoOther() {
        assertEquals("/chat/completions", row("groq").path(Surface.CHAT, "a/b", true));
        assertEquals("/chat/completions", row("groq").path(Surface.CHAT, "a/b", false));
        assertEquals(Optional.empty(), Optional.ofNullable(row("groq").path(Surface.CONVERSE, "a", true)));
    }

    // The test call.

    @ParameterizedTest
    @MethodSource("rows")
    void everyProviderHasATestCallThatLeavesNoPlaceOpen(Provider row) {
        var plain = Map.of(
                "account_id",
                "acc",
                "resource_name",
                "res",
                "region",
                row.variants().isEmpty() ? "eu" : "cn",
                "location",
                "eu",
                "project_id",
                "p",
                "base_url",
                "http://own.test/v1");
        var secrets = Map.of("api_key", Secret.of("k1"), "service_account_json", Secret.of("{}"));
        PreparedCall call = row.testCall(plain, secrets, NOW);
        assertTrue(call.uri().isAbsolute() && call.uri().getHost() != null);
        assertTrue(call.body() == null || !call.body().contains("{api_key}"));
        assertEquals("PreparedCall(" + call.method() + " " + call.uri().getHost() + ")", call.toString());
    }

    @Test
    void aTestCallIsSentWithTheRowsOwnHeaders() {
        PreparedCall call = row("openrouter").testCall(Map.of(), KEY, NOW);
        assertEquals("https://openrouter.ai/api/v1/key", call.uri().toString());
        assertEquals(Map.of("Authorization", "Bearer k1"), call.headers());
        assertEquals(Optional.empty(), Optional.ofNullable(call.body()));
    }

    @Test
    void aTestCallMayHaveHeadersAndABodyOfItsOwn() {
        assertEquals(
                Map.of("x-goog-api-key", "k1"),
                row("google_ai").testCall(Map.of(), KEY, NOW).headers());
        PreparedCall nvidia = row("nvidia_nim").testCall(Map.of(), Map.of("api_key", Secret.of("k+1")), NOW);
        assertEquals(Map.of("Content-Type", "application/x-www-form-urlencoded"), nvidia.headers());
        assertEquals("credentials=k%2B1", nvidia.body());
        PreparedCall chat = row("sambanova").testCall(Map.of(), KEY, NOW);
        assertEquals("application/json", chat.headers().get("Content-Type"));
        assertTrue(String.valueOf(chat.body()).contains("\"max_tokens\":1"));
    }

    @Test
    void aTestBodyWithoutItsFieldIsRefused() {
        var refusal = assertThrows(Refusal.class, () -> row("nvidia_nim").testCall(Map.of(), Map.of(), NOW));
        assertEquals("Credential field 'api_key' is missing: nvidia_nim needs it.", refusal.sentence());
    }

    @Test
    void aFieldIsFoundByName() {
        assertTrue(row("cloudflare").field("account_id").isPresent());
        assertEquals(Optional.empty(), row("cloudflare").field("nothing"));
    }

    @Test
    void aPlainFieldTellsNothingOfItsProvider() {
        var field = new CredentialField("account_id", true, false, null, null);
        assertEquals(CredentialField.KnownBy.NOTHING, field.knownBy());
        assertFalse(field.hasForm("x") || field.hasPrefix("x"));
        assertEquals(
                Map.of(),
                new Provider.TestCall(
                                "GET", "{base}", null, java.util.Set.of(200), java.util.Set.of(), java.util.Set.of())
                        .okIf());
    }
}
