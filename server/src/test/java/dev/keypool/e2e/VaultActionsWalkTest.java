package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.keypool.sandbox.KeyBehaviour;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault's filters one by one, and what its menus do to the traffic that follows, walked in a real browser. */
final class VaultActionsWalkTest {
    private static final String MODEL = "openrouter/sandbox/chat";

    private static @Nullable Walk started;

    @BeforeAll
    static void start(@TempDir Path dir) {
        started = Walk.start(dir);
    }

    @AfterAll
    static void stop() {
        if (started != null) started.close();
    }

    private final Walk walk = Objects.requireNonNull(started);

    @Test
    void eachFilterLeavesTheKeysThatTheApiNames() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String failing = Brand.openRouterKey();
            brand.key("openrouter", failing);
            brand.key("groq", Brand.groqKey());
            long paused = brand.key("mistral", "mistral-0123456789abcdefghijklmno");
            brand.api().patch("/api/v1/integrations/" + paused, "{\"is_active\":false}");
            walk.product().sandboxMode(failing, "error_500");
            brand.chat(MODEL);
            tab.open("/vault", "Vault");
            leaves(brand, tab, "Health", "health_status", "degraded", 1);
            leaves(brand, tab, "Health", "health_status", "healthy", 2);
            leaves(brand, tab, "Health", "health_status", "unhealthy", 0);
            leaves(brand, tab, "In use", "is_active", "true", 2);
            leaves(brand, tab, "In use", "is_active", "false", 1);
            leaves(brand, tab, "Provider", "provider_name", "mistral", 1);
            brand.chat(MODEL);
            brand.chat(MODEL);
            leaves(brand, tab, "Health", "health_status", "unhealthy", 1);
        }
    }

    /** Chooses from one filter alone, sees so many keys, the ones that the API gives for it, and takes it back. */
    private static void leaves(Brand brand, Tab tab, String label, String name, String value, int many) {
        Locator filter = tab.page().getByLabel(label);
        filter.selectOption(value);
        assertThat(tab.page()).hasURL(Pattern.compile("\\?" + name + "=" + value + "$"));
        assertThat(keys(tab)).hasCount(many);
        List<String> told = brand.api()
                .get("/api/v1/integrations?" + name + "=" + value)
                .json()
                .get("integrations")
                .valueStream()
                .map(key -> key.get("id").asText())
                .toList();
        assertEquals(many, told.size(), name + "=" + value);
        for (String id : told) tab.see(tab.row(Long.parseLong(id)));
        tab.has(tab.page().locator(".page-head [role=status]"), many == 1 ? "1 key fit" : many + " keys fit");
        filter.selectOption("");
        assertThat(keys(tab)).hasCount(3);
    }

    @Test
    void withoutTheTestAKeyIsStoredUnseenByItsProvider() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String refused = Brand.openRouterKey();
            walk.product().sandboxMode(refused, "invalid");
            tab.open("/vault", "Vault");
            tab.button("Add a key").first().click();
            Locator dialog = tab.dialog();
            dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^OpenRouter")))
                    .click();
            assertThat(dialog.getByLabel("Test the key before it is saved")).isChecked();
            dialog.getByLabel("Test the key before it is saved").uncheck();
            dialog.getByLabel("API key").fill(refused);
            tab.in(dialog, "Save key").click();
            tab.told("is stored");
            assertThat(keys(tab)).hasCount(1);
            assertEquals(0, walk.product().sandbox().books(refused).received());
            JsonNode key = brand.api().get("/api/v1/integrations").json().at("/integrations/0");
            tab.act("Key " + key.get("id").asText(), "Test now");
            tab.see(tab.page().getByRole(AriaRole.STATUS).getByText("refuses the key"));
        }
    }

    @Test
    void pausedSwappedAndResumedTheNextRequestGoesWhereTheVaultSays() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long first = brand.key("openrouter", Brand.openRouterKey(), named("First"), "\"is_primary\":true");
            long second = brand.key("openrouter", Brand.openRouterKey(), named("Second"));
            tab.open("/vault", "Vault");
            assertEquals(first, serving(brand));
            tab.act("Second", "Make primary");
            tab.has(tab.row(second), "Primary");
            tab.act("First", "Make secondary");
            assertThat(tab.row(first).getByText("Primary")).hasCount(0);
            assertFalse(brand.integration(first).get("is_primary").asBoolean());
            assertEquals(inApi(brand), shown(tab), "the vault's order is the API's");
            assertEquals(second, serving(brand));

            tab.act("Second", "Pause");
            tab.has(tab.row(second), "Paused");
            assertEquals(first, serving(brand));
            tab.act("Second", "Resume");
            tab.told("Second is in use again.");
            assertThat(tab.row(second).getByText("Paused")).hasCount(0);
            assertTrue(brand.integration(second).get("is_active").asBoolean());
            assertEquals(second, serving(brand));
        }
    }

    @Test
    void aKeyThatWorksAgainIsTestedRecoversAndServes() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, named("Main"));
            walk.product().sandboxMode(credential, "error_500");
            for (int i = 0; i < 3; i++) brand.chat(MODEL);
            tab.open("/vault", "Vault");
            tab.has(tab.row(id), "Unhealthy");
            walk.product().sandboxMode(credential, "invalid");
            tab.act("Main", "Test, recover if it works");
            tab.told("OpenRouter refuses the key");
            tab.has(tab.row(id), "Unhealthy");
            walk.product().sandboxMode(credential, "ok");
            tab.act("Main", "Test, recover if it works");
            tab.told("OpenRouter accepts the key.");
            tab.has(tab.row(id), "Healthy");
            assertEquals("healthy", brand.integration(id).get("health_status").asText());
            assertEquals(id, serving(brand));
            tab.button("Actions for Main").click();
            tab.see(tab.page().getByRole(AriaRole.MENUITEM).getByText("Test now"));
            tab.gone(tab.page().getByRole(AriaRole.MENUITEM).getByText("Reset health"));
        }
    }

    @Test
    void theBalancesOfAllKeysAreSyncedAtOnceAndStandAsTheApiTellsThem() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long rich = funded(brand, "12.34");
            long poor = funded(brand, "0.5");
            tab.open("/vault", "Vault");
            assertThat(tab.row(rich)).not().containsText("$12.34");
            tab.button("Sync balances").click();
            tab.told("2 keys synced.");
            tab.has(tab.row(rich), "Balance $12.34");
            tab.has(tab.row(poor), "Balance $0.50");
            JsonNode told = brand.integration(rich).get("cached_balance");
            assertEquals(0, new BigDecimal("12.34").compareTo(told.decimalValue()), told.toString());
        }
    }

    private long funded(Brand brand, String credit) {
        String credential = Brand.openRouterKey();
        walk.product().sandbox().configure(credential, KeyBehaviour.OK.credit(new BigDecimal(credit)));
        return brand.key("openrouter", credential);
    }

    private static String named(String label) {
        return "\"key_label\":\"" + label + "\"";
    }

    /** The key by which a request is answered now. */
    private static long serving(Brand brand) {
        String id = brand.chat(MODEL).header("X-Request-Id");
        return brand.api()
                .get("/v1/traces/" + id)
                .json()
                .at("/attempts/0/integration_id")
                .asLong();
    }

    private static List<String> inApi(Brand brand) {
        return brand.api()
                .get("/api/v1/integrations")
                .json()
                .get("integrations")
                .valueStream()
                .map(key -> key.get("id").asText())
                .toList();
    }

    private static List<String> shown(Tab tab) {
        return keys(tab).all().stream()
                .map(row -> Objects.requireNonNull(row.getAttribute("data-key")))
                .toList();
    }

    private static Locator keys(Tab tab) {
        return tab.page().locator("[data-key]");
    }
}
