package dev.keypool.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.OpenAPIContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ContractTest {
    private static final JsonNode DOCUMENT = Json.parse(new String(Plane.CONTRACT.json(), StandardCharsets.UTF_8));

    @Test
    void theDocumentIsOpenApi31() {
        JsonObject document = new JsonObject(DOCUMENT.toString());
        // vertx-openapi knows no text/event-stream and no application/yaml; the rest it checks against the rules of 3.1
        Set<String> elsewhere = new HashSet<>(document.getJsonObject("paths").fieldNames());
        elsewhere.removeIf(path -> path.startsWith("/api/v1/"));
        elsewhere.forEach(path -> document.getJsonObject("paths").remove(path));
        asText(document.getJsonObject("paths"));
        Vertx vertx = Vertx.vertx();
        try {
            OpenAPIContract contract = OpenAPIContract.from(vertx, document).await();
            assertEquals("3.1.0", contract.getRawContract().getString("openapi"));
            assertEquals(
                    Plane.CONTRACT.endpoints().stream()
                            .map(Endpoint::id)
                            .sorted()
                            .toList(),
                    contract.operations().stream()
                            .map(io.vertx.openapi.contract.Operation::getOperationId)
                            .sorted()
                            .toList());
        } finally {
            vertx.close().await();
        }
    }

    /** Streams as plain text, which that library knows. */
    private static void asText(JsonObject paths) {
        for (Endpoint endpoint : Plane.CONTRACT.endpoints()) {
            if (!endpoint.streams()) continue;
            JsonObject ok = paths.getJsonObject(endpoint.template())
                    .getJsonObject("get")
                    .getJsonObject("responses")
                    .getJsonObject("200");
            ok.put(
                    "content",
                    new JsonObject()
                            .put("text/plain", ok.getJsonObject("content").remove("text/event-stream")));
        }
    }

    @Test
    void theControlPlaneHasExactlyTheAgreedOperations() {
        Set<String> agreed = new TreeSet<>(List.of(
                "listIntegrations",
                "createIntegration",
                "getIntegration",
                "updateIntegration",
                "deleteIntegration",
                "listPrices",
                "setPrice",
                "deletePrice",
                "listAliases",
                "createAlias",
                "getAlias",
                "putAlias",
                "updateAlias",
                "deleteAlias",
                "getModelPolicy",
                "setModelPolicy",
                "deleteModelPolicy",
                "getCapture",
                "setCapture",
                "integrationsHealth",
                "liveIntegrations",
                "liveTraces",
                "listProviders",
                "testIntegration",
                "resetHealth",
                "resetUsage",
                "syncBilling",
                "syncIntegrationBilling",
                "listUsage",
                "integrationUsage",
                "listEvents",
                "explain",
                "adminListBrands",
                "adminCreateBrand",
                "adminGetBrand",
                "adminUpdateBrand",
                "adminDeleteBrand",
                "adminListClients",
                "adminCreateClient",
                "adminUpdateClient",
                "adminRotateClient",
                "adminDeleteClient",
                "adminListAgents",
                "adminCreateAgent",
                "adminGetAgent",
                "adminUpdateAgent",
                "adminRotateAgent",
                "adminDeleteAgent",
                "adminListAudit",
                "listInvites",
                "createInvite",
                "revokeInvite",
                "getInvitation",
                "redeemInvitation",
                "listAgents",
                "createAgent",
                "getAgent",
                "updateAgent",
                "rotateAgent",
                "deleteAgent"));
        Set<String> described = new TreeSet<>();
        Plane.CONTRACT.endpoints().forEach(endpoint -> described.add(endpoint.id()));
        assertEquals(agreed, described);
    }

    @Test
    void everyOperationDocumentsTheStatusesThatItCanAnswer() {
        for (Endpoint endpoint : Plane.CONTRACT.endpoints()) {
            JsonNode operation = operation(endpoint);
            List<String> wanted = new ArrayList<>(List.of("401", "403", "405", "406", "422", "429", "500", "503"));
            if (endpoint.template().contains("{") || endpoint.admin()) wanted.add("404");
            if (endpoint.takesBody()) wanted.addAll(List.of("413", "415"));
            if (endpoint.takesIdempotencyKey()) wanted.addAll(List.of("409", "413"));
            for (String status : wanted) {
                assertTrue(operation.path("responses").has(status), endpoint.id() + " documents " + status);
            }
            assertTrue(
                    StreamSupport.stream(
                                    operation.path("responses").properties().spliterator(), false)
                            .anyMatch(response -> response.getKey().startsWith("2")),
                    endpoint.id() + " documents a success");
        }
    }

    @Test
    void everyWriteTakesAnIdempotencyKeyAndNoReadDoes() {
        for (Endpoint endpoint : Plane.CONTRACT.endpoints()) {
            assertEquals(!endpoint.method().equals("GET"), endpoint.takesIdempotencyKey(), endpoint.id());
        }
    }

    @Test
    void everyResponseWithABodyNamesItsRequestId() {
        int seen = 0;
        for (Endpoint endpoint : Plane.CONTRACT.endpoints()) {
            for (Map.Entry<String, JsonNode> response :
                    operation(endpoint).path("responses").properties()) {
                JsonNode headers = resolve(response.getValue()).path("headers");
                assertTrue(headers.has("X-Request-Id"), endpoint.id() + " " + response.getKey());
                seen++;
            }
        }
        assertTrue(seen > 300, "there are responses: " + seen);
    }

    @Test
    void everyExampleIsAsItsSchemaSays() {
        List<String> wrong = new ArrayList<>();
        int checked = visit(DOCUMENT, "#", wrong);
        assertEquals(List.of(), wrong);
        assertTrue(checked > 60, "examples were found: " + checked);
    }

    @Test
    void aWrongExampleWouldBeNoticed() {
        List<String> wrong = new ArrayList<>();
        JsonNode schema = DOCUMENT.at("/components/schemas/IntegrationDeleted");
        example(schema, Json.parse("{\"success\":true,\"message\":\"m\",\"deleted_id\":42}"), "right", wrong);
        assertEquals(List.of(), wrong);
        example(schema, Json.parse("{\"success\":false,\"message\":\"m\",\"deleted_id\":42}"), "value", wrong);
        example(schema, Json.parse("{\"success\":true,\"message\":\"m\"}"), "missing", wrong);
        example(schema, Json.parse("{\"success\":true,\"message\":\"m\",\"deleted_id\":42,\"x\":1}"), "more", wrong);
        assertEquals(3, wrong.size());
    }

    @Test
    void everyResponseShowsAnExample() {
        for (Endpoint endpoint : Plane.CONTRACT.endpoints()) {
            for (Map.Entry<String, JsonNode> response :
                    operation(endpoint).path("responses").properties()) {
                boolean stream = endpoint.streams() && response.getKey().equals("200");
                JsonNode content = resolve(response.getValue())
                        .path("content")
                        .path(stream ? "text/event-stream" : "application/json");
                assertTrue(
                        content.has("example") || content.has("examples"),
                        endpoint.id() + " " + response.getKey() + " shows an example");
            }
        }
    }

    @Test
    void theIntegrationHasTheFieldsOfThePublishedPageInItsOrder() {
        List<String> fields = List.of(
                "id",
                "provider_name",
                "provider_label",
                "key_label",
                "is_active",
                "is_primary",
                "priority",
                "daily_limit",
                "daily_count",
                "minute_limit",
                "minute_count",
                "health_status",
                "consecutive_failures",
                "last_used_at",
                "spend_limit_amount",
                "spend_limit_period",
                "spend_limit_action",
                "spend_limit_exceeded",
                "cached_balance",
                "cached_usage_today",
                "cached_usage_month",
                "cached_currency",
                "billing_synced_at",
                "key_preview",
                "created_at",
                "updated_at");
        JsonNode schema = DOCUMENT.at("/components/schemas/Integration");
        assertEquals(fields, names(schema.path("properties")));
        assertEquals(fields, texts(schema.path("required")));
    }

    @Test
    void theTwoPublishedSamplesAreTheExampleOfTheList() {
        JsonNode example = DOCUMENT.at(
                "/paths/~1api~1v1~1integrations/get/responses/200/content/application~1json/example/integrations");
        assertEquals(42, example.at("/0/id").asInt());
        assertEquals("sk-o...123", example.at("/0/key_preview/api_key").asText());
        assertEquals(500.0, example.at("/0/spend_limit_amount").asDouble());
        assertEquals("gsk...xyz", example.at("/1/key_preview/api_key").asText());
        assertTrue(example.at("/1/spend_limit_amount").isNull());
        assertTrue(example.at("/1/billing_synced_at").isNull());
        assertFalse(example.at("/1/spend_limit_exceeded").asBoolean(true));
    }

    @Test
    void everyRequestBodyRefusesUnknownFields() {
        for (Endpoint endpoint : Plane.CONTRACT.endpoints()) {
            JsonNode schema = operation(endpoint).at("/requestBody/content/application~1json/schema");
            if (schema.isMissingNode()) continue;
            assertTrue(resolve(schema).path("additionalProperties").isBoolean(), endpoint.id());
            assertFalse(resolve(schema).path("additionalProperties").asBoolean(true), endpoint.id());
        }
    }

    @Test
    void aContractWithAKeywordThatIsNotCheckedDoesNotStart() {
        String text = new String(Plane.CONTRACT.yaml(), StandardCharsets.UTF_8)
                .replace("schema: {type: string, minLength: 1, maxLength: 64}", "schema: {type: string, not: {}}");
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Contract.parse(text.getBytes(StandardCharsets.UTF_8)));
        assertTrue(String.valueOf(refused.getMessage()).contains("keyword not"), refused.getMessage());
    }

    private static int visit(JsonNode node, String where, List<String> wrong) {
        int checked = 0;
        if (node.has("schema")) {
            if (node.has("example")) checked += example(node.path("schema"), node.path("example"), where, wrong);
            for (Map.Entry<String, JsonNode> one : node.path("examples").properties()) {
                checked +=
                        example(node.path("schema"), one.getValue().path("value"), where + "/" + one.getKey(), wrong);
            }
        }
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> child : node.properties()) {
                if (!child.getKey().startsWith("example")) {
                    checked += visit(child.getValue(), where + "/" + child.getKey(), wrong);
                }
            }
        }
        return checked;
    }

    private static int example(JsonNode schema, JsonNode example, String where, List<String> wrong) {
        ObjectNode whole = (ObjectNode) inlined(schema).deepCopy();
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setBaseUri("https://keypool.invalid")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        Object value = new JsonObject("{\"v\": " + example + "}").getValue("v");
        OutputUnit result = Validator.create(JsonSchema.of(new JsonObject(whole.toString())), options)
                .validate(value);
        if (!result.getValid()) wrong.add(where + ": " + result.getErrors());
        return 1;
    }

    /** The schema with what its references point to put in their place. */
    private static JsonNode inlined(JsonNode schema) {
        if (schema.has("$ref")) return inlined(resolve(schema));
        if (schema.isObject()) {
            ObjectNode copy = Json.object();
            schema.properties().forEach(p -> copy.set(p.getKey(), inlined(p.getValue())));
            return copy;
        }
        if (schema.isArray()) {
            var copy = Json.object().arrayNode();
            schema.forEach(one -> copy.add(inlined(one)));
            return copy;
        }
        return schema;
    }

    private static JsonNode operation(Endpoint endpoint) {
        return DOCUMENT.path("paths")
                .path(endpoint.template())
                .path(endpoint.method().toLowerCase(java.util.Locale.ROOT));
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
