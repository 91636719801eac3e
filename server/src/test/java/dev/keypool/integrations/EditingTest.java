package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.pool.LeaseRequest;
import dev.keypool.pool.LeaseResult;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Kind;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditingTest {
    private static final String OPENROUTER_KEY = "sk-or-v1-" + "0123456789abcdef".repeat(4);
    private static final String OPENROUTER =
            "{'provider_name': 'openrouter', 'credentials': {'api_key': '" + OPENROUTER_KEY + "'}}";
    private static final String MISTRAL = "{'provider_name': 'mistral', 'credentials': {'api_key': 'KEY'}}";

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

    @Test
    void aCreatedIntegrationShowsEveryFieldInTheContractsOrder() {
        Answer answer = house.answer(
                "createIntegration",
                Calls.body(
                        Calls.of(1),
                        OPENROUTER.replace(
                                "}}",
                                "}, 'key_label': 'Production OpenRouter', 'is_primary': true, 'daily_limit': 10000, 'minute_limit': 100, 'spend_limit_amount': 500.00}")));
        assertEquals(201, answer.status());
        assertEquals("/api/v1/integrations/1", answer.headers().get("Location"));
        assertEquals("\"1.1\"", answer.headers().get("ETag"));
        assertEquals(
                "{'id':1,'provider_name':'openrouter','provider_label':'OpenRouter','key_label':'Production OpenRouter','is_active':true,'is_primary':true,"
                        + "'priority':10,'daily_limit':10000,'daily_count':0,'minute_limit':100,'minute_count':0,'health_status':'healthy',"
                        + "'consecutive_failures':0,'last_used_at':null,'spend_limit_amount':500.00,'spend_limit_period':'monthly',"
                        + "'spend_limit_action':'warn','spend_limit_exceeded':false,'cached_balance':null,'cached_usage_today':null,"
                        + "'cached_usage_month':null,'cached_currency':null,'billing_synced_at':null,'key_preview':{'api_key':'sk-o...def'},"
                        + "'created_at':'2026-11-23T12:00:00Z','updated_at':'2026-11-23T12:00:00Z'}",
                house.one(1).toString().replace('"', '\''));
    }

    @Test
    void theCredentialIsSealedAndNowhereElse() {
        house.created(OPENROUTER);
        assertEquals(1, house.count("SELECT count(*) FROM credential"));
        assertEquals(
                0, house.count("SELECT count(*) FROM credential WHERE instr(sealed, '" + OPENROUTER_KEY + "') > 0"));
        assertEquals(
                0,
                house.count("SELECT count(*) FROM audit_log WHERE instr(coalesce(after_json, ''), '"
                        + OPENROUTER_KEY.substring(9, 30) + "') > 0"));
        assertEquals(
                1, house.count("SELECT count(*) FROM integration_event WHERE kind = 'created' AND actor = 'cli_1'"));
    }

    @Test
    void aKeyOpensForItsBrandAlone() {
        long id = house.created(OPENROUTER);
        var access =
                house.integrations.access(new BrandId(1), new IntegrationId(id)).orElseThrow();
        assertEquals("https://openrouter.ai/api/v1", access.baseUri().toString());
        assertEquals("Bearer " + OPENROUTER_KEY, access.headers().get("Authorization"));
        assertFalse(access.guarded());
        assertTrue(
                house.integrations.access(new BrandId(2), new IntegrationId(id)).isEmpty());
        assertEquals(
                Kind.NOT_FOUND,
                house.refused("getIntegration", Calls.id(Calls.of(2), id)).kind());
    }

    @Test
    void theSameCredentialTwiceIsAConflictThatNamesTheFirst() {
        house.created(OPENROUTER);
        Refusal refusal = house.refused("createIntegration", Calls.body(Calls.of(1), OPENROUTER));
        assertEquals("duplicate_credential", refusal.code());
        assertEquals(Kind.CONFLICT, refusal.kind());
        assertTrue(refusal.sentence().contains("integration 1"), refusal.sentence());
        house.run("createIntegration", Calls.body(Calls.of(2), OPENROUTER));
        assertEquals(2, house.count("SELECT count(*) FROM integration"));
    }

    @Test
    void oneTokenForTwoAccountsIsTwoCredentials() {
        String cloudflare =
                "{'provider_name': 'cloudflare', 'credentials': {'api_key': 'token-of-forty-characters-or-so', 'account_id': 'ACCOUNT'}}";
        house.created(cloudflare.replace("ACCOUNT", "a1"));
        house.created(cloudflare.replace("ACCOUNT", "a2"));
        Refusal again =
                house.refused("createIntegration", Calls.body(Calls.of(1), cloudflare.replace("ACCOUNT", " a2 ")));
        assertEquals("duplicate_credential", again.code());
    }

    @Test
    void anAddedBillingKeyIsNotAnotherCredential() {
        house.created("{'provider_name': 'fal_ai', 'credentials': {'api_key': 'abc:def-of-fal'}}");
        String withAdmin =
                "{'provider_name': 'fal_ai', 'credentials': {'api_key': 'abc:def-of-fal', 'admin_api_key': 'x:y-admin'}}";
        assertEquals(
                "duplicate_credential",
                house.refused("createIntegration", Calls.body(Calls.of(1), withAdmin))
                        .code());
    }

    @Test
    void ofManyWhoRaceWithOneCredentialOneWins() throws Exception {
        Callable<Integer> attempt = () -> {
            try {
                return house.answer("createIntegration", Calls.body(Calls.of(1), OPENROUTER))
                        .status();
            } catch (Refusal refusal) {
                return refusal.kind() == Kind.CONFLICT ? 409 : 0;
            }
        };
        List<Integer> statuses = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> all = java.util.Collections.nCopies(16, attempt);
            for (Future<Integer> one : threads.invokeAll(all)) statuses.add(one.get());
        }
        assertEquals(1, statuses.stream().filter(status -> status == 201).count());
        assertEquals(15, statuses.stream().filter(status -> status == 409).count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                                                            | missing            | provider_name must be
                    {'provider_name': 'openruter', 'credentials': {'api_key': 'x'}}               | unknown_provider   | Did you mean 'openrouter'?
                    {'provider_name': 'github_models', 'credentials': {'api_key': 'ghp_x'}}       | retired_provider   | retired
                    {'provider_name': 'mistral'}                                                  | missing            | credentials must be an object
                    {'provider_name': 'mistral', 'credentials': {}}                               | missing            | needs the credential field api_key
                    {'provider_name': 'mistral', 'credentials': {'api_key': '   '}}               | invalid_credential | 1 to 4096 printable ASCII
                    {'provider_name': 'mistral', 'credentials': {'api_key': 'schlüssel'}}         | invalid_credential | 1 to 4096 printable ASCII
                    {'provider_name': 'mistral', 'credentials': {'api_key': 5}}                   | invalid_credential | 1 to 4096 printable ASCII
                    {'provider_name': 'mistral', 'credentials': {'api_key': 'k', 'apikey': 'k'}}  | unknown_field      | Did you mean 'api_key'?
                    {'provider_name': 'vllm', 'credentials': {'base_url': 'ftp://x.example/v1'}}  | invalid_url        | must be an http or https URL
                    {'provider_name': 'vllm', 'credentials': {'base_url': 'http://u:p@1.1.1.1/'}} | invalid_url        | without user
                    {'provider_name': 'vllm', 'credentials': {'base_url': 'http://10.0.0.1/v1'}}  |                    | KEYPOOL_OUTBOUND_ALLOW
                    {'provider_name': 'cloudflare', 'credentials': {'api_key': 'k', 'account_id': '../x'}} | invalid_credential | may hold only letters
                    {'provider_name': 'bedrock', 'credentials': {'region': 'eu-west-1'}}          | invalid_field      | either api_key, or access_key_id and secret_access_key
                    {'provider_name': 'bedrock', 'credentials': {'region': 'eu-west-1', 'access_key_id': 'AKIA'}}     | invalid_field | field 'secret_access_key' is missing
                    {'provider_name': 'bedrock', 'credentials': {'region': 'eu-west-1', 'secret_access_key': 's/+'}}  | invalid_field | field 'access_key_id' is missing
                    {'provider_name': 'bedrock', 'credentials': {'region': 'eu-west-1', 'api_key': 'ABSK', 'access_key_id': 'AKIA'}} | invalid_field | cannot stand beside api_key
                    """)
    void aCredentialThatCannotServeIsRefusedWithAReason(
            String json, @org.jspecify.annotations.Nullable String type, String sentence) {
        Refusal refusal = house.refused("createIntegration", Calls.body(Calls.of(1), json));
        assertEquals(Kind.INVALID, refusal.kind());
        if (type != null) assertEquals(type, refusal.faults().getFirst().type());
        assertTrue(refusal.sentence().contains(sentence), refusal.sentence());
        assertEquals(0, house.count("SELECT count(*) FROM integration"));
    }

    @Test
    void aPairOfKeysIsACredentialOfItsOwn() {
        String pair = "{'provider_name': 'bedrock', 'credentials': {'region': 'eu-west-1',"
                + " 'access_key_id': 'AKIAIOSFODNN7EXAMPLE', 'secret_access_key': 'SECRET'}}";
        String secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE";
        house.created(pair.replace("SECRET", secret + "KEY"));
        house.created(pair.replace("SECRET", secret + "TWO"));
        Refusal twice =
                house.refused("createIntegration", Calls.body(Calls.of(1), pair.replace("SECRET", secret + "KEY")));
        assertEquals(Kind.CONFLICT, twice.kind());
    }

    @Test
    void aKeyOfAnotherProviderIsRecognised() {
        String groq = MISTRAL.replace("KEY", "gsk_" + "a1B2".repeat(13));
        Refusal refusal = house.refused("createIntegration", Calls.body(Calls.of(1), groq));
        assertTrue(refusal.sentence().contains("looks like a groq key"), refusal.sentence());
        assertFalse(refusal.sentence().contains("a1B2"), refusal.sentence());
    }

    @Test
    void faultsOfCredentialAndSettingsComeTogether() {
        Refusal refusal = house.refused(
                "createIntegration",
                Calls.body(Calls.of(1), "{'provider_name': 'cloudflare', 'credentials': {}, 'daily_limit': 0}"));
        assertEquals(3, refusal.faults().size());
    }

    @Test
    void aLabelThatHoldsTheKeyIsRefused() {
        String json =
                MISTRAL.replace("KEY", "mistral-key-0123").replace("}}", "}, 'key_label': 'it is mistral-key-0123!'}");
        Refusal refusal = house.refused("createIntegration", Calls.body(Calls.of(1), json));
        assertFalse(refusal.sentence().contains("mistral-key"), refusal.sentence());
    }

    @Test
    void aSelfHostedServerMayHaveNoKey() {
        long id = house.created("{'provider_name': 'vllm', 'credentials': {'base_url': 'http://127.0.0.1:8000/v1/'}}");
        var access =
                house.integrations.access(new BrandId(1), new IntegrationId(id)).orElseThrow();
        assertEquals("http://127.0.0.1:8000/v1", access.baseUri().toString());
        assertTrue(access.guarded());
        assertFalse(access.headers().containsKey("Authorization"));
    }

    @Test
    void aPatchChangesTheNextSelection() {
        long id = house.created(OPENROUTER);
        assertTrue(leased());
        house.pass(Duration.ofSeconds(5));
        JsonNode after = house.run("updateIntegration", Calls.body(Calls.id(Calls.of(1), id), "{'is_active': false}"))
                .get("integration");
        assertFalse(after.get("is_active").booleanValue());
        assertEquals("2026-11-23T12:00:05Z", after.get("updated_at").textValue());
        assertFalse(leased());
        assertEquals(
                1,
                house.count(
                        "SELECT count(*) FROM integration_event WHERE kind = 'patched' AND cause = 'Changed is_active.'"));
        assertEquals(
                1,
                house.count(
                        "SELECT count(*) FROM audit_log WHERE action = 'integration.updated' AND before_json LIKE '%\"is_active\":true%' AND after_json LIKE '%\"is_active\":false%'"));
    }

    private boolean leased() {
        return house.pool.lease(LeaseRequest.free(new BrandId(1), "openrouter"), House.NOON)
                instanceof LeaseResult.Leased;
    }

    @Test
    void anIfMatchThatIsNoLongerTrueIsRefused() {
        long id = house.created(OPENROUTER);
        Call patch = Calls.body(Calls.id(Calls.of(1), id), "{'daily_limit': 5}");
        Answer first = house.answer("updateIntegration", Calls.header(patch, "if-match", "\"1.1\""));
        assertEquals("\"1.2\"", first.headers().get("ETag"));
        Refusal stale = house.refused("updateIntegration", Calls.header(patch, "if-match", "\"1.1\""));
        assertEquals(Kind.PRECONDITION_FAILED, stale.kind());
        assertEquals("precondition_failed", stale.code());
        assertEquals(
                200,
                house.answer("updateIntegration", Calls.header(patch, "if-match", "\"0.1\", \"1.2\""))
                        .status());
        assertEquals(
                200,
                house.answer("updateIntegration", Calls.header(patch, "if-match", "*"))
                        .status());
    }

    @Test
    void afterManyPatchesAtOnceMemoryAndDatabaseAgree() throws Exception {
        long id = house.created(OPENROUTER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> all = new ArrayList<>();
            for (int limit = 1; limit <= 20; limit++) {
                Call patch = Calls.body(Calls.id(Calls.of(1), id), "{'daily_limit': " + limit + "}");
                all.add(() -> house.answer("updateIntegration", patch));
            }
            for (Future<Answer> one : threads.invokeAll(all))
                assertEquals(200, one.get().status());
        }
        assertEquals(
                house.count("SELECT daily_limit FROM integration"),
                house.one(id).get("daily_limit").longValue());
        assertEquals(21, house.count("SELECT version FROM integration"));
    }

    @Test
    void aDeletedIntegrationIsGoneEverywhereAndItsIdIsNotUsedAgain() {
        long id = house.created(OPENROUTER);
        JsonNode answer = house.run("deleteIntegration", Calls.id(Calls.of(1), id));
        assertEquals(
                "{'success':true,'message':'Integration deleted successfully','deleted_id':1}",
                answer.toString().replace('"', '\''));
        for (String operation : List.of(
                "getIntegration",
                "updateIntegration",
                "deleteIntegration",
                "testIntegration",
                "resetHealth",
                "resetUsage",
                "syncIntegrationBilling")) {
            Refusal refusal = house.refused(operation, Calls.body(Calls.id(Calls.of(1), id), "{'is_active': true}"));
            assertEquals(Kind.NOT_FOUND, refusal.kind(), operation);
            assertEquals("Integration not found", refusal.sentence(), operation);
        }
        assertFalse(leased());
        assertTrue(
                house.integrations.access(new BrandId(1), new IntegrationId(id)).isEmpty());
        assertEquals(0, house.count("SELECT count(*) FROM credential"));
        assertEquals(2, house.created(OPENROUTER));
    }

    @Test
    void anotherBrandCanNeitherChangeNorDelete() {
        long id = house.created(OPENROUTER);
        Call stranger = Calls.body(Calls.id(Calls.of(2), id), "{'is_active': false}");
        assertEquals(
                Kind.NOT_FOUND, house.refused("updateIntegration", stranger).kind());
        assertEquals(
                Kind.NOT_FOUND, house.refused("deleteIntegration", stranger).kind());
        assertTrue(house.one(id).get("is_active").booleanValue());
    }

    @Test
    void aBrandWithKeysIsInUse() {
        assertFalse(used());
        long id = house.created(OPENROUTER);
        assertTrue(used());
        house.run("deleteIntegration", Calls.id(Calls.of(1), id));
        assertFalse(used());
    }

    private boolean used() {
        return house.database.<Boolean>read(handle -> Integrations.use().inUse(handle, new BrandId(1)));
    }

    @Test
    void anIdBeyondAllNumbersIsNotFound() {
        Call call = new Call(
                Calls.EMPTY.caller(), "r", "a", Map.of("id", "9".repeat(30)), Map.of(), Map.of(), Calls.object("{}"));
        assertEquals(Kind.NOT_FOUND, house.refused("getIntegration", call).kind());
    }

    @Test
    void anAccountGroupIsKeptShownInTheHealthOverviewAndTakenAway() {
        long id =
                house.created(MISTRAL.replace("KEY", "mistral-key-0777").replace("}}", "}, 'account_group': 'org-1'}"));
        assertEquals("org-1", group());
        house.run("updateIntegration", Calls.body(Calls.id(Calls.EMPTY, id), "{'priority': 3}"));
        assertEquals("org-1", group());
        house.run("updateIntegration", Calls.body(Calls.id(Calls.EMPTY, id), "{'account_group': 'ü'}"));
        assertEquals("ü", group());
        house.run("updateIntegration", Calls.body(Calls.id(Calls.EMPTY, id), "{'account_group': null}"));
        assertEquals(null, group());
        assertTrue(house.one(id).path("account_group").isMissingNode(), "the published object stays as it is");
        Refusal long65 = house.refused(
                "updateIntegration",
                Calls.body(Calls.id(Calls.EMPTY, id), "{'account_group': '" + "x".repeat(65) + "'}"));
        assertTrue(
                long65.faults().getFirst().msg().contains("1 to 64"),
                long65.faults().toString());
        Refusal secret = house.refused(
                "createIntegration",
                Calls.body(
                        Calls.of(1),
                        MISTRAL.replace("KEY", "mistral-key-0778")
                                .replace("}}", "}, 'account_group': 'mistral-key-0778'}")));
        assertTrue(
                secret.faults().getFirst().msg().startsWith("account_group holds"),
                secret.faults().toString());
    }

    private @Nullable String group() {
        return house.run("integrationsHealth", Calls.EMPTY)
                .at("/integrations/0/account_group")
                .textValue();
    }
}
