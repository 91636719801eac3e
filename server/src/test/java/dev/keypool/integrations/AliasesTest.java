package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.routing.ModelPatterns;
import dev.keypool.values.BrandId;
import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Fault;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /api/v1/aliases} and {@code /api/v1/model-policy}. */
class AliasesTest {
    private static final BrandId BRAND = new BrandId(1);
    private static final String FAST =
            "{'name':'team/fast','use_case':'Quick.','models':['groq/llama-3.1-8b-instant']}";

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

    private static Call named(String name, String json) {
        return Calls.body(Calls.named(Calls.EMPTY, name), json);
    }

    private JsonNode get(long brand, String name) {
        return house.run("getAlias", Calls.named(Calls.of(brand), name)).get("alias");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void aNewAliasIsShownAndInForceAtOnce() {
        Answer made = house.answer("createAlias", Calls.body(Calls.EMPTY, FAST));
        assertEquals(201, made.status());
        assertEquals(Map.of("Location", "/api/v1/aliases/team%2Ffast"), made.headers());
        assertEquals(
                "{'success':true,'alias':{'name':'team/fast','use_case':'Quick.','models':['groq/llama-3.1-8b-instant'],"
                        + "'source':'brand','hides_default':false},'unknown_models':[]}",
                Json.tree(made.body()).toString().replace('"', '\''));
        assertEquals("brand", get(1, "team/fast").get("source").asText());
        assertTrue(house.routes.alias(BRAND, "team/fast") != null);
        assertNull(house.routes.alias(new BrandId(2), "team/fast"));
        assertEquals(
                "not_found",
                house.refused("getAlias", Calls.named(Calls.of(2), "team/fast")).code());
    }

    @Test
    void aNameThatTheBrandHasIsNotCreatedTwice() {
        house.run("createAlias", Calls.body(Calls.EMPTY, FAST));
        Refusal refusal = house.refused("createAlias", Calls.body(Calls.EMPTY, FAST));
        assertEquals(Refusal.Kind.CONFLICT, refusal.kind());
        assertEquals("duplicate_alias", refusal.code());
    }

    @Test
    void anOverrideHidesWhatShipsAndDeletingItBringsThatBack() {
        JsonNode shipped = get(1, "agent/chat");
        assertEquals("default", shipped.get("source").asText());
        house.run("putAlias", named("agent/chat", "{'models':['groq/x']}"));
        JsonNode ours = get(1, "agent/chat");
        assertEquals("brand", ours.get("source").asText());
        assertTrue(ours.get("hides_default").asBoolean());
        assertTrue(ours.get("use_case").isNull());
        assertEquals(shipped, get(2, "agent/chat"));
        JsonNode deleted = house.run("deleteAlias", Calls.named(Calls.EMPTY, "agent/chat"));
        assertEquals(shipped, deleted.get("alias"));
        assertEquals(shipped, get(1, "agent/chat"));
    }

    @Test
    void anOwnOneIsGoneWhenItIsDeletedAndWhatShipsCannotBe() {
        house.run("createAlias", Calls.body(Calls.EMPTY, FAST));
        Call ours = Calls.named(Calls.EMPTY, "team/fast");
        assertTrue(house.run("deleteAlias", ours).get("alias").isNull());
        assertEquals(Refusal.Kind.NOT_FOUND, house.refused("deleteAlias", ours).kind());
        assertEquals(
                Refusal.Kind.NOT_FOUND,
                house.refused("deleteAlias", Calls.named(Calls.EMPTY, "agent/chat"))
                        .kind());
    }

    @Test
    void aPatchChangesWhatItSaysAndMakesAnOwnOneOfWhatShips() {
        JsonNode shipped = get(1, "agent/fast");
        JsonNode ours = house.run("updateAlias", named("agent/fast", "{'use_case':'Ours.'}"))
                .get("alias");
        assertEquals("Ours.", ours.get("use_case").asText());
        assertEquals(shipped.get("models"), ours.get("models"));
        assertEquals("brand", ours.get("source").asText());
        JsonNode again = house.run("updateAlias", named("agent/fast", "{'models':['groq/a','groq/b']}"))
                .get("alias");
        assertEquals("Ours.", again.get("use_case").asText());
        assertEquals(List.of("groq/a", "groq/b"), texts(again.get("models")));
        assertTrue(house.run("updateAlias", named("agent/fast", "{'use_case':null}"))
                .at("/alias/use_case")
                .isNull());
        assertEquals(
                Refusal.Kind.NOT_FOUND,
                house.refused("updateAlias", named("nobodys", "{'models':['groq/a']}"))
                        .kind());
    }

    @Test
    void modelsThatNobodyKnowsAreKeptAndTold() {
        house.listed.put("groq", Set.of("listed-live"));
        JsonNode made = house.run(
                "putAlias", named("x", "{'models':['groq/listed-live','groq/unheard-of','openai/gpt-4o-2024-08-06']}"));
        assertEquals(List.of("groq/unheard-of"), texts(made.get("unknown_models")));
        assertEquals(3, made.at("/alias/models").size());
    }

    @Test
    void theListIsPagedAndCanBeNarrowed() {
        house.run("createAlias", Calls.body(Calls.EMPTY, FAST));
        JsonNode all = house.run("listAliases", Calls.query(Calls.EMPTY, Map.of("limit", "2", "offset", "24")));
        assertEquals(26, all.get("total").asInt());
        assertEquals("team/fast", all.at("/aliases/1/name").asText());
        JsonNode own = house.run("listAliases", Calls.query(Calls.EMPTY, Map.of("source", "brand")));
        assertEquals(1, own.get("total").asInt());
        assertEquals(
                25,
                house.run("listAliases", Calls.query(Calls.EMPTY, Map.of("source", "default")))
                        .get("total")
                        .asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':'groq/x','models':['groq/x']}|name|begins with a provider's name",
                "{'name':'Bad','models':['groq/x']}|name|1 to 64 of a-z",
                "{'models':['groq/x']}|name|1 to 64 of a-z",
                "{'name':'a','models':[]}|models|1 to 32",
                "{'name':'a'}|models|1 to 32",
                "{'name':'a','models':[1]}|models|1 to 32",
                "{'name':'a','models':'groq/x'}|models|1 to 32",
                "{'name':'a','models':['grok/x']}|models.0|Did you mean 'groq'?",
                "{'name':'a','models':['agent/chat']}|models.0|never to another alias",
                "{'name':'a','models':['groq']}|models.0|provider/model",
                "{'name':'a','models':['groq/']}|models.0|provider/model",
                "{'name':'a','models':['groq/a b']}|models.0|provider/model",
                "{'name':'a','models':['groq/x','groq/x']}|models.1|twice",
                "{'name':'a','models':['github_models/gpt-4o']}|models.0|retired",
                "{'name':'a','models':['groq/x'],'use_case':''}|use_case|1 to 300",
                "{'name':'a','models':['groq/x'],'model':1}|model|Did you mean 'models'?",
            })
    void whatIsWrongIsNamed(String json, String field, String word) {
        Refusal refusal = house.refused("createAlias", Calls.body(Calls.EMPTY, json));
        assertEquals("validation_error", refusal.code());
        Fault fault = refusal.faults().getFirst();
        assertEquals("body." + field, String.join(".", fault.loc()));
        assertTrue(fault.msg().contains(word), fault.msg());
    }

    @Test
    void aBadNameInThePathIsNamedToo() {
        assertEquals(
                "invalid_name",
                house.refused("putAlias", named("openai/x", "{'models':['groq/x']}"))
                        .faults()
                        .getFirst()
                        .type());
    }

    @Test
    void aChainHasAtMost32Models() {
        StringBuilder models = new StringBuilder();
        for (int i = 0; i < 33; i++)
            models.append(i == 0 ? "" : ",").append("'groq/m").append(i).append("'");
        assertEquals(
                "invalid_list",
                house.refused("putAlias", named("x", "{'models':[" + models + "]}"))
                        .faults()
                        .getFirst()
                        .type());
    }

    @Test
    void aBrandHasAtMost500OfItsOwn() {
        for (int i = 0; i < 500; i++) house.run("putAlias", named("a" + i, "{'models':['groq/x']}"));
        house.run("putAlias", named("a7", "{'models':['groq/y']}"));
        assertEquals(
                "too_many_aliases",
                house.refused("putAlias", named("b", "{'models':['groq/x']}")).code());
    }

    @Test
    void everythingIsThereAfterARestart() {
        house.run("createAlias", Calls.body(Calls.EMPTY, FAST));
        house.run("putAlias", named("agent/chat", "{'models':['groq/x','openrouter/openai/gpt-4o']}"));
        house.run("setModelPolicy", Calls.body(Calls.EMPTY, "{'allowed_models':['agent/*','groq/*']}"));
        JsonNode before = house.run("listAliases", Calls.EMPTY);
        house.close();
        house = new House(vertx, folder, Map.of());
        assertEquals(before, house.run("listAliases", Calls.EMPTY));
        assertEquals(List.of("agent/*", "groq/*"), house.routes.policies().words(BRAND));
    }

    @Test
    void everyChangeIsInTheAuditLog() {
        house.run("createAlias", Calls.body(Calls.EMPTY, FAST));
        house.run("updateAlias", named("team/fast", "{'models':['groq/y']}"));
        house.run("deleteAlias", Calls.named(Calls.EMPTY, "team/fast"));
        house.run("setModelPolicy", Calls.body(Calls.EMPTY, "{'allowed_models':['groq/*']}"));
        house.run("deleteModelPolicy", Calls.EMPTY);
        assertEquals(
                List.of(
                        "alias.set alias:team/fast null Quick.",
                        "alias.set alias:team/fast Quick. Quick.",
                        "alias.deleted alias:team/fast Quick. null",
                        "model_policy.set model-policy null null",
                        "model_policy.set model-policy null null"),
                house.database.<List<String>>read(handle -> handle.createQuery(
                                "SELECT action || ' ' || subject || ' '"
                                        + " || coalesce(json_extract(before_json, '$.use_case'), 'null') || ' '"
                                        + " || coalesce(json_extract(after_json, '$.use_case'), 'null') FROM audit_log ORDER BY id")
                        .mapTo(String.class)
                        .list()));
    }

    @Test
    void aPolicyIsSetShownAndTakenBack() {
        assertTrue(house.run("getModelPolicy", Calls.EMPTY)
                .at("/model_policy/allowed_models")
                .isNull());
        JsonNode set =
                house.run("setModelPolicy", Calls.body(Calls.EMPTY, "{'allowed_models':['groq/*','gpt-4o','groq/*']}"));
        assertEquals(List.of("groq/*", "gpt-4o"), texts(set.at("/model_policy/allowed_models")));
        assertEquals("model_not_allowed", outcome("openai/o3"));
        assertEquals("no_integration", outcome("groq/x"));
        house.run("setModelPolicy", Calls.body(Calls.EMPTY, "{'allowed_models':null}"));
        assertEquals(ModelPatterns.ALL, house.routes.policies().of(BRAND));
        house.run("setModelPolicy", Calls.body(Calls.EMPTY, "{'allowed_models':['x']}"));
        house.run("deleteModelPolicy", Calls.EMPTY);
        assertEquals("no_integration", outcome("openai/o3"));
    }

    private String outcome(String model) {
        return explained("{'model':'" + model + "'}").get("outcome").asText();
    }

    private JsonNode explained(String json) {
        return house.run("explain", Calls.body(Calls.EMPTY, json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|allowed_models",
                "{'allowed_models':[]}|allowed_models",
                "{'allowed_models':[1]}|allowed_models",
                "{'allowed_models':['gpt-4o','gpt*']}|allowed_models.1",
            })
    void aPolicyMustBeAListOfPatternsOrNull(String json, String place) {
        List<String> loc = house.refused("setModelPolicy", Calls.body(Calls.EMPTY, json))
                .faults()
                .getFirst()
                .loc();
        assertEquals("body." + place, String.join(".", loc));
    }

    @Test
    void aChainIsExplainedBeforeItIsKept() {
        house.created("{'provider_name':'groq','credentials':{'api_key':'gsk_" + "a1B2".repeat(13) + "'}}");
        JsonNode told = explained("{'model':'agent/chat','models':['openai/gpt-5','groq/a']}");
        assertEquals("served", told.get("outcome").asText());
        assertEquals("no_key", told.at("/targets/0/skipped").asText());
        assertTrue(told.at("/targets/1/keys/0/chosen").asBoolean());
        assertEquals(2, told.get("targets").size());
        assertNull(house.routes.aliases().own(BRAND, "agent/chat"));
        house.run("setModelPolicy", Calls.body(Calls.EMPTY, "{'allowed_models':['agent/*']}"));
        told = explained("{'model':'agent/new','models':['groq/a']}");
        assertEquals("served", told.get("outcome").asText());
        told = explained("{'model':'team/new','models':['groq/a']}");
        assertEquals("model_not_allowed", told.get("outcome").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'groq/x','models':['groq/x']}|model|is the name of an alias: name begins with a provider's name",
                "{'model':'a','models':['grok/x']}|models.0|Did you mean 'groq'?",
                "{'model':'a','models':null}|models|1 to 32",
            })
    void aChainThatCouldNotBeKeptIsNotExplained(String json, String field, String word) {
        Fault fault =
                house.refused("explain", Calls.body(Calls.EMPTY, json)).faults().getFirst();
        assertEquals("body." + field, String.join(".", fault.loc()));
        assertTrue(fault.msg().contains(word), fault.msg());
    }

    @Test
    void explainShowsTheWholeChainInOrder() {
        house.created("{'provider_name':'groq','credentials':{'api_key':'gsk_" + "a1B2".repeat(13) + "'}}");
        house.created("{'provider_name':'deepseek','credentials':{'api_key':'sk-deepseek-without-network'}}");
        house.run(
                "putAlias",
                named("x", "{'models':['openai/gpt-5','anthropic/claude','deepseek/v4','groq/a','mistral/m']}"));
        house.run("setModelPolicy", Calls.body(Calls.EMPTY, "{'allowed_models':['openai/*','anthropic/*','groq/*']}"));
        JsonNode page = house.run("explain", Calls.body(Calls.EMPTY, "{'model':'x'}"));
        assertEquals("served", page.get("outcome").asText());
        List<String> places = new ArrayList<>();
        for (JsonNode place : page.get("targets"))
            places.add(place.get("provider_name").asText() + " "
                    + place.get("skipped").asText() + " " + place.get("keys").size());
        assertEquals(
                List.of(
                        "openai no_key 0",
                        "anthropic no_key 0",
                        "deepseek not_allowed 0",
                        "groq null 1",
                        "mistral not_allowed 0"),
                places);
        assertTrue(page.at("/targets/3/keys/0/chosen").asBoolean());
    }
}
