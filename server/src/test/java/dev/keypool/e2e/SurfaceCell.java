package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.sandbox.Books;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
                                + "\",\"input_per_million\":" + (free ? "0" : "0.15") + ",\"output_per_million\":"
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
        return row.send(brand.api(), model());
    }

    Reply callAs(Http caller) {
        return callAs(caller, model());
    }

    Reply callAs(Http caller, String model) {
        stage.pass(Duration.ofSeconds(1));
        return row.send(caller, model);
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
