package dev.keypool.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditTest {
    @TempDir
    Path folder;

    private House house;

    @BeforeEach
    void open() {
        house = new House(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void everyChangeLeavesOneLineNewestFirst() {
        BrandId brand = house.newBrand("Acme");
        String client = house.newClient(brand, "Back office").client().clientId();
        String agent = house.newAgent(brand, "Nightly", "").agent().id();
        house.asAdmin("adminUpdateAgent", Map.of("id", agent), "{\"rpm\": 5}");
        house.asAdmin("adminRotateAgent", Map.of("id", agent), "{}");
        house.asAdmin("adminDeleteAgent", Map.of("id", agent), "{}");
        house.asAdmin("adminUpdateClient", Map.of("client_id", client), "{\"is_active\": false}");
        house.asAdmin("adminRotateClient", Map.of("client_id", client), "{\"overlap_seconds\": 60}");
        house.asAdmin("adminDeleteClient", Map.of("client_id", client), "{}");
        house.asAdmin("adminUpdateBrand", Map.of("id", "1"), "{\"name\": \"Apex\"}");
        house.asAdmin("adminDeleteBrand", Map.of("id", "1"), "{}");
        assertEquals(
                List.of(
                        "brand.deleted brand:1",
                        "brand.updated brand:1",
                        "client.deleted client:" + client,
                        "client.rotated client:" + client,
                        "client.updated client:" + client,
                        "agent.revoked agent:" + agent,
                        "agent.rotated agent:" + agent,
                        "agent.updated agent:" + agent,
                        "agent.created agent:" + agent,
                        "client.created client:" + client,
                        "brand.created brand:1"),
                entries(Map.of()).stream()
                        .map(entry -> entry.action() + " " + entry.subject())
                        .toList());
    }

    @Test
    void aLineTellsWhoWhenFromWhereAndWhatChanged() {
        BrandId brand = house.newBrand("Acme");
        Caller client = house.caller(house.newClient(brand, "Back office").clientToken());
        String agent = house.newAgent(brand, "Nightly", "\"rpm\": 5, \"monthly_budget\": 500.1")
                .agent()
                .id();
        house.now = house.now.plusSeconds(90);
        house.as(client, "updateAgent", Map.of("id", agent), "{\"rpm\": null, \"monthly_budget\": 0.000000001}");
        Answers.AuditView entry = entries(Map.of("limit", "1")).getFirst();
        assertEquals(client.id(), entry.actor());
        assertEquals(house.now, entry.at());
        assertEquals("192.0.2.7", entry.remoteAddress());
        assertEquals("req-1", entry.requestId());
        assertEquals(1, entry.brandId());
        String before = "{\"name\":\"Nightly\",\"scopes\":[\"gate:chat\",\"gate:models\",\"gate:usage\"],\"rpm\":5,"
                + "\"rpd\":null,\"monthly_budget\":500.10,\"budget_action\":\"warn\",\"allowed_models\":null,"
                + "\"free_only\":false,\"is_active\":true,\"expires_at\":null}";
        assertEquals(before, column("before_json"));
        assertEquals(
                before.replace("\"rpm\":5", "\"rpm\":null").replace("500.10", "0.000000001"), column("after_json"));
        assertEquals("client", column("who_kind"));
        assertEquals(
                5, java.util.Objects.requireNonNull(entry.before()).get("rpm").asInt());
    }

    @Test
    void whatDidNotExistBeforeOrIsGoneAfterIsNull() {
        house.newBrand("Acme");
        house.asAdmin("adminDeleteBrand", Map.of("id", "1"), "{}");
        List<Answers.AuditView> entries = entries(Map.of());
        assertNull(entries.get(0).after());
        assertNull(entries.get(1).before());
        assertEquals(entries.get(0).before(), entries.get(1).after());
    }

    @Test
    void aRefusedChangeLeavesNoLine() {
        house.newBrand("Acme");
        house.newClient(new BrandId(1), "Back office");
        int before = entries(Map.of()).size();
        house.adminRefusal("adminDeleteBrand", Map.of("id", "1"), "{}");
        house.adminRefusal("adminCreateAgent", Map.of(), "{\"brand_id\": 9, \"name\": \"x\"}");
        house.adminRefusal("adminUpdateBrand", Map.of("id", "1"), "{\"name\": \" \"}");
        assertEquals(before, entries(Map.of()).size());
    }

    @Test
    void aChangeThatCannotBeNotedDoesNotHappen() {
        house.newBrand("Acme");
        house.database.write(handle -> handle.execute("DROP TABLE audit_log"));
        assertThrows(RuntimeException.class, () -> house.newClient(new BrandId(1), "Back office"));
        var clients = (Answers.ManyClients)
                house.asAdmin("adminListClients", Map.of()).body();
        assertEquals(0, clients.total());
    }

    @Test
    void theLogIsReadPageByPageAndByBrand() {
        for (int i = 1; i <= 5; i++) house.newBrand("Brand " + i);
        List<Long> seen = new ArrayList<>();
        Map<String, String> query = Map.of("limit", "2");
        for (List<Answers.AuditView> page = entries(query); !page.isEmpty(); page = entries(query)) {
            page.forEach(entry -> seen.add(entry.brandId()));
            query = Map.of("limit", "2", "before", "" + page.getLast().id());
        }
        assertEquals(List.of(5L, 4L, 3L, 2L, 1L), seen);
        assertEquals(1, entries(Map.of("brand_id", "3")).size());
        assertEquals(List.of(), entries(Map.of("brand_id", "9")));
    }

    @Test
    void noTokenIsInTheDatabaseTheLogOrAnyPrintedAnswer() throws Exception {
        BrandId brand = house.newBrand("Acme");
        var client = house.newClient(brand, "Back office");
        var rotated = (Answers.ClientWithToken) house.asAdmin(
                        "adminRotateClient",
                        Map.of("client_id", client.client().clientId()),
                        "{\"overlap_seconds\": 9}")
                .body();
        var agent = house.newAgent(brand, "Nightly", "");
        List<String> secrets =
                new ArrayList<>(List.of(House.ADMIN_TOKEN, agent.token().substring(20)));
        for (String token : List.of(client.clientToken(), rotated.clientToken())) {
            secrets.add(token.split(":", -1)[1]);
            secrets.add(token.split(":", -1)[2]);
        }
        StringBuilder everything = new StringBuilder(client + " " + rotated + " " + agent + entries(Map.of()));
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) everything.append(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        assertTrue(everything.indexOf("Back office") >= 0, "the search reads what the database wrote");
        for (String secret : secrets) assertFalse(everything.indexOf(secret) >= 0, "a token leaked");
    }

    private List<Answers.AuditView> entries(Map<String, String> query) {
        return ((Answers.ManyEntries) house.asAdmin("adminListAudit", query).body()).entries();
    }

    private String column(String name) {
        return house.database.read(
                handle -> handle.createQuery("SELECT " + name + " FROM audit_log ORDER BY id DESC LIMIT 1")
                        .mapTo(String.class)
                        .one());
    }
}
