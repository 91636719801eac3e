package dev.keypool.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BootstrapTest {
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
    void anEmptyDatabaseGetsBrandOneAndAClientThatWorksAtOnce() {
        Identities.NewClient made = house.identities.bootstrap().orElseThrow();
        assertEquals(new BrandId(1), made.brand());
        Caller caller = house.caller(made.token().reveal(Secret.Use.SHOWN_ONCE));
        assertEquals(made.clientId(), caller.id());
        assertEquals(new BrandId(1), caller.brand());
        var brands =
                (Answers.ManyBrands) house.asAdmin("adminListBrands", Map.of()).body();
        assertEquals(List.of(new Answers.BrandView(1, "Default", true, house.now)), brands.brands());
    }

    @Test
    void itHappensOnce() {
        String token = house.identities.bootstrap().orElseThrow().token().reveal(Secret.Use.SHOWN_ONCE);
        assertTrue(house.identities.bootstrap().isEmpty());
        house.restart();
        assertTrue(house.identities.bootstrap().isEmpty());
        house.caller(token);
    }

    @Test
    void whereTheOperatorMadeBrandsItDoesNothing() {
        house.newBrand("Acme");
        assertTrue(house.identities.bootstrap().isEmpty());
    }

    @Test
    void whereTheOperatorDeletedAllBrandsNoneComesBack() {
        house.newBrand("Acme");
        house.asAdmin("adminDeleteBrand", Map.of("id", "1"), "{}");
        house.restart();
        assertTrue(house.identities.bootstrap().isEmpty());
    }

    @Test
    void theAuditLogNamesTheProcessItself() {
        house.identities.bootstrap();
        var entries =
                ((Answers.ManyEntries) house.asAdmin("adminListAudit", Map.of()).body()).entries();
        assertEquals(
                List.of("system client.created", "system brand.created"),
                entries.stream()
                        .map(entry -> entry.actor() + " " + entry.action())
                        .toList());
    }

    @Test
    void theNewClientDoesNotPrintItsToken() {
        Identities.NewClient made = house.identities.bootstrap().orElseThrow();
        String printed = made.toString();
        assertTrue(printed.contains(made.clientId()));
        assertFalse(printed.contains("sk_"), printed);
    }
}
