package dev.keypool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;

/** An agent of a brand that a test made, with its token. */
record Minted(Brand brand, String id, String token) {
    static final String MODEL = "groq/sandbox/chat";

    /** The brand with a key for {@link #MODEL}, of which a request costs about a dollar. */
    static Brand priced(Brand brand) {
        brand.key("groq", Brand.groqKey());
        String price = "{\"provider_name\":\"groq\",\"model\":\"sandbox/chat\",\"input_per_million\":15000,"
                + "\"output_per_million\":60000}";
        Reply set = brand.api().send("PUT", "/api/v1/prices", price);
        if (set.status() >= 300) throw new AssertionError(set.status() + ": " + set.text());
        return brand;
    }

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

    void change(String terms) {
        Reply changed = brand.api().patch("/api/v1/agents/" + id, "{" + terms + "}");
        if (changed.status() != 200) throw new AssertionError(changed.status() + ": " + changed.text());
    }

    /** The status of its answer to a short chat. */
    int chat(Product product) {
        try (Http http = product.http(token)) {
            return http.post(
                            "/v1/chat/completions",
                            "{\"model\":\"" + MODEL
                                    + "\",\"max_tokens\":16,\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}")
                    .status();
        }
    }
}
