package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A cell of the matrix: a brand of its own whose keys serve one surface, the first of them preferred. */
final class SurfaceCell implements AutoCloseable {
    private final Stage stage;
    private final SurfaceRow row;
    private final Brand brand;
    private final List<Scene.Key> keys = new ArrayList<>();

    SurfaceCell(Stage stage, SurfaceRow row) {
        this.stage = stage;
        this.row = row;
        this.brand = Brand.make(stage.product());
    }

    /** The product, with all that serve a row played by the sandbox. */
    static Stage stage(Path dir) {
        return new Stage(
                dir,
                "KEYPOOL_PROVIDERS_OPENAI_BASE_URL",
                "{sandbox}/openai/v1",
                "KEYPOOL_PROVIDERS_ANTHROPIC_BASE_URL",
                "{sandbox}/anthropic/v1",
                "KEYPOOL_PROVIDERS_TOGETHER_BASE_URL",
                "{sandbox}/together/v1",
                "KEYPOOL_PROVIDERS_BEDROCK_BASE_URL",
                "{sandbox}/bedrock");
    }

    /** Adds a key; {@code members} as {@code "minute_limit":3}. */
    SurfaceCell key(String... members) {
        String credential = Credentials.of(row.provider());
        String more = keys.isEmpty() ? ",\"is_primary\":true" : "";
        for (String member : members) more += "," + member;
        Reply reply = brand.api()
                .post(
                        "/api/v1/integrations",
                        "{\"provider_name\":\"" + row.provider() + "\",\"credentials\":"
                                + Credentials.json(row.provider(), credential, sandbox()) + more + "}");
        assertEquals(201, reply.status(), reply.text());
        keys.add(new Scene.Key(reply.json().at("/integration/id").asLong(), credential));
        return this;
    }

    private Sandbox sandbox() {
        return stage.product().sandbox();
    }

    /** The model's price is the sandbox's; judging costs nothing, counting nothing at any price. */
    SurfaceCell priced() {
        boolean free = row == SurfaceRow.MODERATIONS;
        Reply set = brand.api()
                .send(
                        "PUT",
                        "/api/v1/prices",
                        "{\"provider_name\":\"" + row.provider() + "\",\"model\":\"sandbox-" + brand.id()
                                + "\",\"cached_input_per_million\":" + (free ? "0" : "0.075")
                                + ",\"input_per_million\":" + (free ? "0" : "0.15") + ",\"output_per_million\":"
                                + (free ? "0" : "0.60") + "}");
        assertTrue(set.status() < 300, set.text());
        return this;
    }

    SurfaceCell play(KeyBehaviour behaviour) {
        sandbox().configure(keys.getFirst().credential(), behaviour);
        return this;
    }

    /** A model of its own: what is learned of it does not reach other cells. */
    private String model() {
        return row.provider() + "/sandbox-" + brand.id();
    }

    /** A call, a second after whatever came before, so that a failure is one of its own. */
    Reply call() {
        stage.pass(Duration.ofSeconds(1));
        return callNow();
    }

    Reply callNow() {
        return row.send(brand.api(), model(), "");
    }

    /** The same with further members, each behind a comma. */
    Reply callWith(String more) {
        stage.pass(Duration.ofSeconds(1));
        return row.send(brand.api(), model(), more);
    }

    /** A call of another model first, with further options. */
    Reply callFirst(String first, String options) {
        stage.pass(Duration.ofSeconds(1));
        String more = ",'spidergate_options':{'fallback_models':['" + model() + "']," + options + "}";
        return row.send(brand.api(), first, more);
    }

    Reply callAs(Http caller) {
        return callAs(caller, model());
    }

    Reply callAs(Http caller, String model) {
        stage.pass(Duration.ofSeconds(1));
        return row.send(caller, model, "");
    }

    /** A call that must be served. */
    Reply served() {
        Reply reply = call();
        assertEquals(200, reply.status(), reply.text());
        return reply;
    }

    /** A caller with an agent's token. */
    Http agent(String terms) {
        JsonNode made = brand.api()
                .post("/api/v1/agents", "{\"name\":\"Nightly\"," + terms + "}")
                .json();
        return stage.product().http(made.required("token").asText());
    }

    /** A call whose first key never answers: the bound of the first byte passes once the provider has the request. */
    Reply callIntoSilence() {
        CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(this::call);
        sandbox().awaitBooks(keys.getFirst().credential(), books -> books.received() > 0, Duration.ofSeconds(20));
        stage.pass(Stage.FIRST_BYTE);
        return reply.join();
    }

    /** What the list says of each key, to a caller of its own. */
    String list() {
        try (Http reader = new Http(stage.product().port(), brand.token())) {
            return reader.get("/api/v1/integrations").text();
        }
    }

    Brand brand() {
        return brand;
    }

    Scene.Key key(int index) {
        return keys.get(index);
    }

    Books books(int index) {
        return sandbox().books(keys.get(index).credential());
    }

    long received(int index) {
        return books(index).received();
    }

    JsonNode shown(int index) {
        return brand.integration(keys.get(index).id());
    }

    List<LedgerFile.Line> rows() {
        return stage.ledger().of(brand.id());
    }

    /** How the attempts went, in their order. */
    List<String> results() {
        return rows().stream().map(LedgerFile.Line::result).toList();
    }

    /** List, ledger and the provider's books count the same, key by key. */
    void assertCounted() {
        for (int i = 0; i < keys.size(); i++) {
            long id = keys.get(i).id();
            assertEquals(received(i), shown(i).get("daily_count").asLong(), "list, key " + i);
            assertEquals(
                    received(i),
                    rows().stream()
                            .filter(line -> line.sent() && line.integration() == id)
                            .count(),
                    "ledger, key " + i);
        }
    }

    @Override
    public void close() {
        brand.close();
    }
}
