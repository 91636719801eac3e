package dev.keypool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.util.concurrent.atomic.AtomicInteger;

/** A brand of its own for one test, on a shared server, so that tests do not see each other's keys. */
record Brand(Http api, long id, String clientId, String token) implements AutoCloseable {
    private static final AtomicInteger KEYS = new AtomicInteger();

    static Brand make(Product product) {
        Http admin = product.admin();
        long id = admin.post("/api/v1/admin/brands", "{\"name\":\"Test\"}")
                .json()
                .at("/brand/id")
                .asLong();
        JsonNode client = admin.post("/api/v1/admin/clients", "{\"brand_id\":" + id + ",\"name\":\"test\"}")
                .json();
        String token = client.required("client_token").asText();
        return new Brand(product.http(token), id, client.at("/client/client_id").asText(), token);
    }

    /** A made-up credential of OpenRouter's form, never the same twice. */
    static String openRouterKey() {
        return "sk-or-v1-" + "%064x".formatted(0xabcdef0000L + KEYS.incrementAndGet());
    }

    static String groqKey() {
        return "gsk_" + "%052d".formatted(KEYS.incrementAndGet());
    }

    /** Creates an integration from the given further fields, for example {@code "minute_limit": 3}; gives its id. */
    long key(String provider, String credential, String... fields) {
        String more = fields.length == 0 ? "" : "," + String.join(",", fields);
        Reply reply = api.post(
                "/api/v1/integrations",
                "{\"provider_name\":\"" + provider + "\",\"credentials\":{\"api_key\":\"" + credential + "\"}" + more
                        + "}");
        if (reply.status() != 201) throw new AssertionError(reply.status() + ": " + reply.text());
        return reply.json().at("/integration/id").asLong();
    }

    JsonNode integration(long integrationId) {
        return api.get("/api/v1/integrations/" + integrationId).json().required("integration");
    }

    Reply chat(String model) {
        return api.post("/v1/chat/completions", ask(model));
    }

    /** A chat request's body. */
    static String ask(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";
    }

    @Override
    public void close() {
        api.close();
    }
}
