package dev.keypool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** Holds answers against the document that the server itself serves. Immutable. */
record DocumentedAnswers(JsonNode document) {
    static DocumentedAnswers of(Product product) {
        return new DocumentedAnswers(product.http(null).get("/openapi").json());
    }

    /** Paths below {@code /v1} that take a POST. */
    List<String> posts() {
        List<String> paths = new ArrayList<>();
        document.get("paths").properties().forEach(path -> {
            if (path.getKey().startsWith("/v1/") && path.getValue().has("post")) paths.add(path.getKey());
        });
        return paths;
    }

    /** The request that the document shows as an example. */
    ObjectNode exampleRequest(String path) {
        return operation(path, "post")
                .at("/requestBody/content/application~1json/example")
                .deepCopy();
    }

    /** Whether the document shows a request in JSON there. */
    boolean takesJson(String path) {
        return !operation(path, "post")
                .at("/requestBody/content/application~1json")
                .isMissingNode();
    }

    boolean documents(String path, String method, int status, String type) {
        return !content(path, method, status, type).isMissingNode();
    }

    /** What is wrong with an answer by the document; empty when all is as it says. */
    List<String> faults(String path, String method, HttpResponse<?> answer, String body) {
        List<String> faults = new ArrayList<>();
        String type = answer.headers().firstValue("content-type").orElse("");
        JsonNode content = content(path, method, answer.statusCode(), type);
        if (content.isMissingNode()) faults.add(answer.statusCode() + " of type '" + type + "' is not documented");
        response(path, method, answer.statusCode()).path("headers").properties().forEach(header -> {
            boolean required = resolve(header.getValue()).path("required").asBoolean();
            if (required && answer.headers().firstValue(header.getKey()).isEmpty())
                faults.add(header.getKey() + " is missing");
        });
        if (type.startsWith("application/json")) faults.addAll(schemaFaults(content.path("schema"), body));
        return faults;
    }

    private List<String> schemaFaults(JsonNode schema, String body) {
        JsonSchemaOptions options = new JsonSchemaOptions()
                .setBaseUri("https://keypool.invalid")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        OutputUnit result = Validator.create(
                        JsonSchema.of(new JsonObject(inlined(schema).toString())), options)
                .validate(new JsonObject(body));
        return result.getValid() ? List.of() : List.of(result.getErrors() + " in " + body);
    }

    private JsonNode operation(String path, String method) {
        return document.get("paths").required(path).required(method);
    }

    private JsonNode response(String path, String method, int status) {
        JsonNode responses = operation(path, method).path("responses");
        JsonNode own = responses.path(Integer.toString(status));
        return resolve(own.isMissingNode() ? responses.path("default") : own);
    }

    private JsonNode content(String path, String method, int status, String type) {
        JsonNode content = response(path, method, status).path("content");
        String plain = type.split(";", 2)[0].strip();
        JsonNode exact = content.path(plain);
        if (!exact.isMissingNode()) return exact;
        JsonNode family = content.path(plain.split("/", 2)[0] + "/*");
        return family.isMissingNode() ? content.path("*/*") : family;
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private JsonNode inlined(JsonNode schema) {
        if (schema.has("$ref")) return inlined(resolve(schema));
        if (schema.isObject()) {
            ObjectNode copy = Http.JSON.createObjectNode();
            schema.properties().forEach(p -> copy.set(p.getKey(), inlined(p.getValue())));
            return copy;
        }
        if (!schema.isArray()) return schema;
        ArrayNode copy = Http.JSON.createArrayNode();
        schema.forEach(one -> copy.add(inlined(one)));
        return copy;
    }
}
