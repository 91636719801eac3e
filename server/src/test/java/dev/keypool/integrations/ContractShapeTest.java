package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every answer of this room is what {@code openapi.yaml} promises. */
class ContractShapeTest {
    private static final String PLACE = "https://keypool.test/openapi";

    @TempDir
    private Path folder;

    private Vertx vertx;
    private FakeProvider provider;
    private House house;
    private SchemaRepository document;

    @BeforeEach
    void open() throws IOException {
        document = document();
        vertx = Vertx.vertx();
        provider = new FakeProvider(vertx);
        provider.answers("/api/v1/key", 200, "{'data': {'usage_daily': 1, 'usage_monthly': 2.5, 'limit_remaining': 3}}")
                .answers("/api/v1/credits", 403, "{}");
        house = new House(vertx, folder, Map.of("openrouter", provider.url() + "/api/v1"));
        house.created("{'provider_name': 'openrouter', 'credentials': {'api_key': 'sk-or-v1-some-key-of-ours'},"
                + " 'key_label': 'L', 'daily_limit': 5, 'minute_limit': 2, 'spend_limit_amount': 0.000345}");
        house.created("{'provider_name': 'deepseek', 'credentials': {'api_key': 'sk-deepseek-without-network'}}");
        house.created("{'provider_name': 'groq', 'credentials': {'api_key': 'gsk_" + "a1B2".repeat(13) + "'}}");
        house.database.write(handle -> handle.execute("UPDATE credential SET sealed = x'00' WHERE integration_id = 2"));
        house.close();
        house = new House(vertx, folder, Map.of("openrouter", provider.url() + "/api/v1"));
    }

    @AfterEach
    void close() {
        house.close();
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void everyAnswerIsAsTheDocumentPromises() {
        check("listIntegrations", Calls.EMPTY, "IntegrationList");
        check("integrationsHealth", Calls.EMPTY, "HealthOverview");
        check("listProviders", Calls.EMPTY, "ProviderList");
        check("syncBilling", Calls.EMPTY, "BillingReport");
        Rows.of(house).sent(1).sent(2).write();
        for (String by : List.of("day", "provider", "integration", "model", "agent")) {
            check("listUsage", Calls.query(Calls.EMPTY, Map.of("group_by", by, "days", "3")), "UsageList");
        }
        for (String model : List.of("openrouter/some/model", "some-model", "zhipu/glm", "openai/", "bedrock/x")) {
            check("explain", Calls.body(Calls.EMPTY, "{'model': '" + model + "'}"), "ExplainAnswer");
        }
        for (long id = 1; id <= 2; id++) {
            Call one = Calls.id(Calls.EMPTY, id);
            check("getIntegration", one, "IntegrationAnswer");
            check("testIntegration", one, "TestResult");
            check("resetHealth", one, "IntegrationAnswer");
            check("resetUsage", one, "IntegrationAnswer");
            check("syncIntegrationBilling", one, "BillingReport");
            check("integrationUsage", one, "IntegrationUsage");
            check("deleteIntegration", one, "IntegrationDeleted");
            check("integrationUsage", one, "IntegrationUsage");
            check("listEvents", one, "EventList");
        }
    }

    @Test
    void createdAndChangedOnesAreToo() {
        String json =
                "{'provider_name': 'cloudflare', 'credentials': {'api_key': 'cf-token-of-ours', 'account_id': 'a1b2'}}";
        check("createIntegration", Calls.body(Calls.EMPTY, json), "IntegrationAnswer");
        check("updateIntegration", Calls.body(Calls.id(Calls.EMPTY, 4), "{'priority': 7}"), "IntegrationAnswer");
    }

    @Test
    void pricesOfEverySortAreToo() {
        for (String model : new String[] {"gpt-5.4", "tts-1", "gpt-5.6-luna", "any:free", "text-embedding-3-small"})
            check("listPrices", Calls.query(Calls.EMPTY, Map.of("model", model)), "PriceList");
        check("listPrices", Calls.query(Calls.EMPTY, Map.of("limit", "100", "offset", "300")), "PriceList");
        String json = "{'provider_name': 'groq', 'model': 'm', 'input_per_million': 1, 'output_per_million': 0.5}";
        check("setPrice", Calls.body(Calls.EMPTY, json), "PriceAnswer");
        check("deletePrice", Calls.query(Calls.EMPTY, Map.of("provider_name", "groq", "model", "m")), "PriceDeleted");
    }

    @Test
    void aliasesAndThePolicyAreToo() {
        check("listAliases", Calls.EMPTY, "AliasList");
        String json = "{'name': 'team/fast', 'models': ['groq/nobody-has-it', 'openai/gpt-5-nano']}";
        check("createAlias", Calls.body(Calls.EMPTY, json), "AliasAnswer");
        Call ours = Calls.named(Calls.EMPTY, "team/fast");
        check("getAlias", ours, "AliasAnswer");
        check("updateAlias", Calls.body(ours, "{'use_case': 'Quick.'}"), "AliasAnswer");
        Call shipped = Calls.named(Calls.EMPTY, "agent/chat");
        check("putAlias", Calls.body(shipped, "{'models': ['groq/x']}"), "AliasAnswer");
        check("listAliases", Calls.query(Calls.EMPTY, Map.of("source", "brand")), "AliasList");
        check("explain", Calls.body(Calls.EMPTY, "{'model': 'team/fast'}"), "ExplainAnswer");
        check("explain", Calls.body(Calls.EMPTY, "{'model': 'spideriq/coding'}"), "ExplainAnswer");
        check("deleteAlias", ours, "AliasDeleted");
        check("deleteAlias", shipped, "AliasDeleted");
        check("getModelPolicy", Calls.EMPTY, "ModelPolicyAnswer");
        String patterns = "{'allowed_models': ['agent/*', 'mistral/*']}";
        check("setModelPolicy", Calls.body(Calls.EMPTY, patterns), "ModelPolicyAnswer");
        check("explain", Calls.body(Calls.EMPTY, "{'model': 'openrouter/x'}"), "ExplainAnswer");
        check("explain", Calls.body(Calls.EMPTY, "{'model': 'spideriq/fast'}"), "ExplainAnswer");
        check("deleteModelPolicy", Calls.EMPTY, "ModelPolicyAnswer");
    }

    private void check(String operation, Call call, String schema) {
        String answer = Json.text(house.answer(operation, call).body());
        var reference = JsonSchema.of(new JsonObject().put("$ref", PLACE + "#/components/schemas/" + schema));
        var unit = document.validator(reference).validate(new JsonObject(answer));
        assertTrue(Objects.equals(unit.getValid(), true), () -> operation + ": " + unit.toJson() + " in " + answer);
    }

    private static SchemaRepository document() throws IOException {
        try (InputStream yaml = ContractShapeTest.class.getResourceAsStream("/openapi.yaml")) {
            var tree = new ObjectMapper(new YAMLFactory()).readTree(Objects.requireNonNull(yaml));
            var options = new JsonSchemaOptions()
                    .setBaseUri(PLACE)
                    .setDraft(Draft.DRAFT202012)
                    .setOutputFormat(OutputFormat.Basic);
            return SchemaRepository.create(options).dereference(PLACE, JsonSchema.of(new JsonObject(tree.toString())));
        }
    }
}
