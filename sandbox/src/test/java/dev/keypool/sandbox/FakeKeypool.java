package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** As much of a Keypool server as the demo sees. Its primary key takes {@code limit} calls, then the spare takes all. */
final class FakeKeypool implements AutoCloseable {
    private final HttpServer server;
    private final Client client;
    private final int limit;
    private final int miscount;
    private final List<Row> rows = new ArrayList<>();

    private static final class Row {
        private final ObjectNode json;
        private final String key;
        private int count;

        Row(ObjectNode json, String key) {
            this.json = json;
            this.key = key;
        }
    }

    /** @param miscount what it adds to the true count of the primary key for each call */
    FakeKeypool(Sandbox sandbox, int limit, int miscount) throws IOException {
        this.client = new Client(sandbox);
        this.limit = limit;
        this.miscount = miscount;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> answer(exchange, 200, "{}"));
        server.createContext("/api/v1/integrations", this::integrations);
        for (String path : List.of("/v1/chat/completions", "/v1/messages", "/v1/embeddings"))
            server.createContext(path, exchange -> serve(exchange, path));
        server.start();
    }

    URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int integrations() {
        return rows.size();
    }

    private void integrations(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("POST")) {
            JsonNode body = read(exchange);
            String key = body.at("/credentials/api_key").asText();
            ObjectNode json = Client.JSON
                    .createObjectNode()
                    .put("id", rows.size() + 1)
                    .put("key_label", body.path("key_label").asText());
            json.putObject("key_preview").put("api_key", key.substring(0, 4) + "..." + key.substring(key.length() - 3));
            rows.add(new Row(json, key));
            answer(exchange, 201, "{\"success\":true,\"integration\":" + json + "}");
            return;
        }
        ObjectNode list = Client.JSON.createObjectNode();
        rows.forEach(row -> list.withArray("integrations").add(row.json.put("daily_count", row.count)));
        answer(exchange, 200, list.toString());
    }

    private void serve(HttpExchange exchange, String path) throws IOException {
        if (!"Bearer cli:key:secret".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{}");
            return;
        }
        ObjectNode asked = (ObjectNode) read(exchange);
        asked.put("model", asked.path("model").asText().replaceFirst("^openrouter/", ""));
        Row row = rows.getFirst().count < limit ? rows.getFirst() : rows.getLast();
        row.count += row == rows.getFirst() ? 1 + miscount : 1;
        String body = client.call(
                        "/openrouter" + path,
                        asked.toString(),
                        "Authorization",
                        "Bearer " + row.key,
                        "anthropic-version",
                        "2023-06-01")
                .body();
        ObjectNode answer = (ObjectNode) Client.json(body);
        answer.putObject("spidergate_metadata").set("integration_id", row.json.path("id"));
        answer(exchange, 200, answer.toString());
    }

    private static JsonNode read(HttpExchange exchange) throws IOException {
        return Client.json(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
