package dev.keypool.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.http.Answer;
import dev.keypool.values.BrandId;
import dev.keypool.values.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brands and clients as the operator manages them. */
final class AdminPlaneTest {
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
    void everyOperationOfTheDocumentHasAHandler() {
        assertEquals(
                Set.of(
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
                        "listAgents",
                        "createAgent",
                        "getAgent",
                        "updateAgent",
                        "rotateAgent",
                        "deleteAgent"),
                house.identities.operations().keySet());
    }

    @Test
    void aBrandIsCreatedReadChangedAndListed() {
        Answer created = house.asAdmin("adminCreateBrand", Map.of(), "{\"name\": \"  Acme \"}");
        assertEquals(201, created.status());
        assertEquals(Map.of("Location", "/api/v1/admin/brands/1"), created.headers());
        assertEquals(new Answers.OneBrand(true, brand(1, "Acme", true)), created.body());
        assertEquals(
                created.body(),
                house.asAdmin("adminGetBrand", Map.of("id", "1"), "{}").body());
        Answer changed =
                house.asAdmin("adminUpdateBrand", Map.of("id", "1"), "{\"name\": \"Apex\", \"is_active\": false}");
        assertEquals(new Answers.OneBrand(true, brand(1, "Apex", false)), changed.body());
        house.newBrand("Second");
        assertEquals(
                new Answers.ManyBrands(true, List.of(brand(1, "Apex", false), brand(2, "Second", true)), 2),
                house.asAdmin("adminListBrands", Map.of()).body());
    }

    @Test
    void aChangeOfNothingChangesNothing() {
        house.newBrand("Acme");
        assertEquals(
                new Answers.OneBrand(true, brand(1, "Acme", true)),
                house.asAdmin("adminUpdateBrand", Map.of("id", "1"), "{}").body());
    }

    @Test
    void aBrandThatDoesNotExistIsMissingEverywhere() {
        for (String operation : List.of("adminGetBrand", "adminUpdateBrand", "adminDeleteBrand")) {
            missing("Brand not found", house.adminRefusal(operation, Map.of("id", "7"), "{}"));
        }
        missing(
                "Brand not found",
                house.adminRefusal("adminCreateClient", Map.of(), "{\"brand_id\": 7, \"name\": \"x\"}"));
        missing(
                "Brand not found",
                house.adminRefusal("adminCreateAgent", Map.of(), "{\"brand_id\": 7, \"name\": \"x\"}"));
    }

    @Test
    void aBlankNameIsRefusedByPlace() {
        house.newBrand("Acme");
        for (Refusal refusal : List.of(
                house.adminRefusal("adminCreateBrand", Map.of(), "{\"name\": \" \\t\"}"),
                house.adminRefusal("adminUpdateBrand", Map.of("id", "1"), "{\"name\": \" \"}"),
                house.adminRefusal("adminCreateClient", Map.of(), "{\"brand_id\": 1, \"name\": \" \"}"),
                house.adminRefusal("adminCreateAgent", Map.of(), "{\"brand_id\": 1, \"name\": \" \"}"))) {
            assertEquals(Refusal.Kind.INVALID, refusal.kind());
            assertEquals(List.of("body", "name"), refusal.faults().getFirst().loc());
        }
        assertEquals(
                new Answers.OneBrand(true, brand(1, "Acme", true)),
                house.asAdmin("adminGetBrand", Map.of("id", "1"), "{}").body());
    }

    @Test
    void onlyAnEmptyBrandIsDeleted() {
        BrandId brand = house.newBrand("Acme");
        var client = house.newClient(brand, "Back office");
        var agent = house.newAgent(brand, "Reader", "");
        house.used.add(brand);
        notEmpty("clients 1, agents 1, integrations yes");
        house.used.clear();
        notEmpty("clients 1, agents 1, integrations none");
        house.asAdmin("adminDeleteClient", Map.of("client_id", client.client().clientId()), "{}");
        notEmpty("clients 0, agents 1, integrations none");
        house.asAdmin("adminDeleteAgent", Map.of("id", agent.agent().id()), "{}");
        assertEquals(
                new Answers.DeletedBrand(true, "Brand deleted successfully", 1),
                house.asAdmin("adminDeleteBrand", Map.of("id", "1"), "{}").body());
        missing("Brand not found", house.adminRefusal("adminGetBrand", Map.of("id", "1"), "{}"));
        house.turnedAway("Bearer " + agent.token());
    }

    @Test
    void theIdOfADeletedBrandIsNotUsedAgain() {
        house.newBrand("Acme");
        house.asAdmin("adminDeleteBrand", Map.of("id", "1"), "{}");
        assertEquals(new BrandId(2), house.newBrand("Second"));
    }

    @Test
    void aClientIsCreatedChangedAndListedWithItsTokenShownOnce() {
        BrandId brand = house.newBrand("Acme");
        var made = house.newClient(brand, "Back office");
        String id = made.client().clientId();
        assertTrue(id.matches("cli_[a-z0-9]{16}"), id);
        assertTrue(made.clientToken().startsWith(id + ":sk_"));
        assertEquals(new Answers.ClientView(id, 1, "Back office", true, List.of(), house.now), made.client());
        Answer changed = house.asAdmin("adminUpdateClient", Map.of("client_id", id), "{\"name\": \"Front\"}");
        var after = new Answers.ClientView(id, 1, "Front", true, List.of(), house.now);
        assertEquals(new Answers.OneClient(true, after), changed.body());
        assertEquals(
                new Answers.ManyClients(true, List.of(after), 1),
                house.asAdmin("adminListClients", Map.of()).body());
        assertEquals(
                new Answers.DeletedToken(true, "Client deleted successfully", id),
                house.asAdmin("adminDeleteClient", Map.of("client_id", id), "{}")
                        .body());
    }

    @Test
    void clientsAreListedByBrandAndOldestFirst() {
        BrandId first = house.newBrand("First");
        BrandId second = house.newBrand("Second");
        var one = house.newClient(first, "one");
        house.now = house.now.plus(Duration.ofSeconds(1));
        var two = house.newClient(second, "two");
        house.now = house.now.plus(Duration.ofSeconds(1));
        var three = house.newClient(first, "three");
        assertEquals(List.of(one.client(), two.client(), three.client()), clients(Map.of()));
        assertEquals(List.of(one.client(), three.client()), clients(Map.of("brand_id", "1")));
        assertEquals(List.of(), clients(Map.of("brand_id", "9")));
    }

    @Test
    void aClientThatDoesNotExistIsMissing() {
        for (String operation : List.of("adminUpdateClient", "adminRotateClient", "adminDeleteClient")) {
            missing("Client not found", house.adminRefusal(operation, Map.of("client_id", "cli_none"), "{}"));
        }
    }

    @Test
    void aRotationGivesAnotherTokenOfTheSameClient() {
        BrandId brand = house.newBrand("Acme");
        var made = house.newClient(brand, "Back office");
        var rotated = (Answers.ClientWithToken) house.asAdmin(
                        "adminRotateClient", Map.of("client_id", made.client().clientId()), "{}")
                .body();
        assertEquals(made.client(), rotated.client());
        assertNotEquals(made.clientToken(), rotated.clientToken());
    }

    @Test
    void anOverlapBeyondAWeekIsRefusedAndTheTokenStays() {
        var made = house.newClient(house.newBrand("Acme"), "Back office");
        Map<String, String> path = Map.of("client_id", made.client().clientId());
        for (String overlap : List.of("-1", "604801")) {
            Refusal refusal = house.adminRefusal("adminRotateClient", path, "{\"overlap_seconds\": " + overlap + "}");
            assertEquals(
                    List.of("body", "overlap_seconds"),
                    refusal.faults().getFirst().loc());
        }
        house.caller(made.clientToken());
        house.asAdmin("adminRotateClient", path, "{\"overlap_seconds\": 604800}");
        house.caller(made.clientToken());
    }

    private List<Answers.ClientView> clients(Map<String, String> query) {
        var list =
                (Answers.ManyClients) house.asAdmin("adminListClients", query).body();
        assertEquals(list.clients().size(), list.total());
        return list.clients();
    }

    private void notEmpty(String what) {
        Refusal refusal = house.adminRefusal("adminDeleteBrand", Map.of("id", "1"), "{}");
        assertEquals(Refusal.Kind.CONFLICT, refusal.kind());
        assertEquals("brand_not_empty", refusal.code());
        assertTrue(refusal.sentence().contains(what), refusal.sentence());
    }

    private static void missing(String sentence, Refusal refusal) {
        assertEquals(Refusal.Kind.NOT_FOUND, refusal.kind());
        assertEquals("not_found", refusal.code());
        assertEquals(sentence, refusal.sentence());
    }

    private Answers.BrandView brand(long id, String name, boolean active) {
        return new Answers.BrandView(id, name, active, house.now);
    }
}
