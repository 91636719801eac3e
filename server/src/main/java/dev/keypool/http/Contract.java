package dev.keypool.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.keypool.http.Endpoint.Parameter;
import dev.keypool.http.Endpoint.Place;
import dev.keypool.values.Caller;
import dev.keypool.values.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The contract document, {@code openapi.yaml}: what the control plane mounts, checks and serves. Read by hand and not by
 * vertx-openapi, which refuses documents that name {@code text/event-stream} and takes 0.8 s to start; a test holds the
 * document against that library all the same. Immutable.
 */
public final class Contract {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** Planes that are described and mounted elsewhere. */
    private static final Set<String> ELSEWHERE = Set.of("gateway", "ops", "dashboard");

    private final byte[] yaml;
    private final byte[] json;
    private final JsonNode document;
    private final List<Endpoint> endpoints = new ArrayList<>();

    private Contract(byte[] yaml) throws IOException {
        this.yaml = yaml;
        this.document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        this.json = Json.bytes(document);
        document.path("paths").properties().forEach(this::readPath);
    }

    /** Reads {@code openapi.yaml} from the class path. A contract that cannot be served fails with a sentence. */
    public static Contract load() {
        try (InputStream in = Contract.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null)
                throw new IllegalStateException("openapi.yaml is not on the class path. Build the server anew.");
            return parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read", e);
        }
    }

    static Contract parse(byte[] yaml) {
        try {
            return new Contract(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("The contract is not YAML", e);
        }
    }

    /** Operations of the control plane, those of the admin plane among them; not the gateway's, not those of ops and not the dashboard's. */
    List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    byte[] yaml() {
        return yaml.clone();
    }

    byte[] json() {
        return json.clone();
    }

    private void readPath(Map.Entry<String, JsonNode> path) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
            String plane = method.getValue().path("x-keypool-plane").asText("control");
            if (!METHODS.contains(method.getKey()) || ELSEWHERE.contains(plane)) continue;
            endpoints.add(endpoint(path.getKey(), path.getValue(), method.getKey(), method.getValue()));
        }
    }

    private Endpoint endpoint(String template, JsonNode path, String method, JsonNode operation) {
        String id = operation.path("operationId").asText();
        JsonNode body = resolve(operation.path("requestBody"));
        JsonNode schema = body.path("content").path("application/json").path("schema");
        List<Parameter> parameters = new ArrayList<>();
        path.path("parameters").forEach(p -> parameters.add(parameter(resolve(p))));
        operation.path("parameters").forEach(p -> parameters.add(parameter(resolve(p))));
        return new Endpoint(
                id,
                method.toUpperCase(Locale.ROOT),
                template,
                scope(id, operation.path("x-scope").asText()),
                callers(operation.path("x-callers")),
                operation.path("x-keypool-plane").asText().equals("admin"),
                operation.has("x-shown-once"),
                parameters,
                schema.isMissingNode() ? Schema.nothing() : Schema.of(schema, this::resolve),
                !schema.isMissingNode(),
                operation.at("/responses/200/content").has(Negotiation.EVENTS),
                body.path("required").asBoolean());
    }

    private Parameter parameter(JsonNode source) {
        return new Parameter(
                source.path("name").asText(),
                Place.valueOf(source.path("in").asText().toUpperCase(Locale.ROOT)),
                source.path("required").asBoolean(),
                Schema.of(source.path("schema"), this::resolve));
    }

    private JsonNode resolve(JsonNode node) {
        if (!node.has("$ref")) return node;
        String ref = node.path("$ref").asText();
        JsonNode target = document.at(ref.substring(1));
        if (target.isMissingNode())
            throw new IllegalArgumentException("The contract refers to " + ref + ", which it does not hold.");
        return target;
    }

    private static Scope scope(String id, String wire) {
        return Scope.named(wire)
                .orElseThrow(() -> new IllegalArgumentException("The operation " + id
                        + " of the contract needs an x-scope that exists, not \"" + wire + "\"."));
    }

    private static Set<Caller.Kind> callers(JsonNode named) {
        if (named.isMissingNode()) return EnumSet.allOf(Caller.Kind.class);
        EnumSet<Caller.Kind> kinds = EnumSet.noneOf(Caller.Kind.class);
        StreamSupport.stream(named.spliterator(), false)
                .map(kind -> Caller.Kind.valueOf(kind.asText().toUpperCase(Locale.ROOT)))
                .forEach(kinds::add);
        return kinds;
    }
}
