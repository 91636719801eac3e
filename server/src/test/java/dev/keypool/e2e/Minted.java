package dev.keypool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;

/** An agent of a brand that a test made, with its token. */
record Minted(Brand brand, String id, String token) {
    /** @param terms further fields, for example {@code "rpm": 3} */
    static Minted make(Brand brand, String name, String... terms) {
        String more = terms.length == 0 ? "" : "," + String.join(",", terms);
        Reply reply = brand.api().post("/api/v1/agents", "{\"name\":\"" + name + "\"" + more + "}");
        if (reply.status() != 201) throw new AssertionError(reply.status() + ": " + reply.text());
        JsonNode made = reply.json();
        return new Minted(
                brand, made.at("/agent/id").asText(), made.required("token").asText());
    }

    JsonNode shown() {
        return brand.api().get("/api/v1/agents/" + id).json().required("agent");
    }

    /** The status of its answer to a short chat. */
    int chat(Product product, String model) {
        try (Http http = product.http(token)) {
            return http.post(
                            "/v1/chat/completions",
                            "{\"model\":\"" + model
                                    + "\",\"max_tokens\":16,\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}")
                    .status();
        }
    }
}
