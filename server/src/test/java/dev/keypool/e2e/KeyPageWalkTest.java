package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
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

/** The page of one key, walked in a real browser: its figures are the API's, and its menu does what it says. */
final class KeyPageWalkTest {
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
    void countsAndCauseMoveWhileThePageStands() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, named("Main"), "\"daily_limit\":50", "\"minute_limit\":30");
            tab.open("/vault/" + id, "Main");
            Locator now = card(tab, "Now");
            tab.has(now, "0 / 50");
            tab.has(now, "Healthy");
            for (int i = 0; i < 2; i++) assertEquals(200, brand.chat(MODEL).status());
            tab.has(now, "2 / 50");
            tab.has(now, "2 / 30");
            assertEquals(2, brand.integration(id).get("daily_count").asInt());
            walk.product().sandboxMode(credential, "error_500");
            for (int i = 0; i < 3; i++) brand.chat(MODEL);
            tab.has(now, "Unhealthy");
            tab.has(now, "3 failures in a row. Skipped; tried again in");
        }
    }

    @Test
    void theHistoryOfEachRangeHoldsTheFiguresOfTheApi() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, named("Main"));
            for (int i = 0; i < 2; i++) assertEquals(200, brand.chat(MODEL).status());
            walk.product().sandboxMode(credential, "error_500");
            brand.chat(MODEL);
            tab.open("/vault/" + id, "Main");
            for (int days : List.of(7, 90, 30)) {
                tab.button(days + " days").click();
                assertThat(tab.button(days + " days")).hasAttribute("aria-pressed", "true");
                JsonNode today = lastOf(brand, id, days);
                assertEquals(3, today.get("requests").asInt());
                lastRow(tab, "Requests", days, "2", "1");
                lastRow(tab, "Cost", days, words(tab, "money", today.get("cost")));
                lastRow(
                        tab,
                        "Latency",
                        days,
                        words(tab, "duration", today.get("p50_ms")),
                        words(tab, "duration", today.get("p95_ms")));
                lastRow(
                        tab,
                        "Tokens",
                        days,
                        words(tab, "count", today.get("tokens_in")),
                        words(tab, "count", today.get("tokens_out")));
            }
            tab.inspect("key-history");
        }
    }

    @Test
    void ourLedgerStandsBesideTheProvidersFigureWithTheirDrift() {
        try (Brand brand = walk.brand();
                Brand elsewhere = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            walk.product().sandbox().configure(credential, KeyBehaviour.OK.credit(new BigDecimal("5")));
            long id = brand.key("openrouter", credential, named("Main"));
            assertEquals(200, brand.chat(MODEL).status());
            elsewhere.key("openrouter", credential);
            assertEquals(200, elsewhere.chat(MODEL).status()); // the provider counts what did not go through this brand
            tab.open("/vault/" + id, "Main");
            tab.see(tab.page().getByText(Pattern.compile("^Not synced yet")));
            more(tab, "Main", "Sync balance now");
            tab.see(tab.page().getByText(Pattern.compile("^Provider’s figure synced")));
            JsonNode books = brand.api()
                    .get("/api/v1/integrations/" + id + "/usage?days=30")
                    .json();
            assertTrue(books.at("/provider/usage_today").isNumber(), books.toString());
            Locator rows = tab.page()
                    .getByRole(AriaRole.TABLE, new Page.GetByRoleOptions().setName("Ledger and provider"))
                    .locator("tbody tr");
            for (String period : List.of("today", "month")) {
                Locator cells = rows.nth(period.equals("today") ? 0 : 1).locator("td");
                assertThat(cells.nth(0)).hasText(words(tab, "money", books.at("/ledger/usage_" + period)));
                assertThat(cells.nth(1)).hasText(words(tab, "money", books.at("/provider/usage_" + period)));
                assertThat(cells.nth(2)).hasText("+" + words(tab, "money", books.at("/drift/" + period)));
                assertEquals(1, books.at("/drift/" + period).decimalValue().signum());
            }
            tab.has(card(tab, "Now"), words(tab, "money", brand.integration(id).get("cached_balance")));
        }
    }

    @Test
    void everyActionOfItsMenuIsDoneAndToldInWhatBecameOfIt() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, named("Main"), "\"daily_limit\":50");
            walk.product().sandboxMode(credential, "error_500");
            for (int i = 0; i < 3; i++) brand.chat(MODEL);
            tab.open("/vault/" + id, "Main");
            Locator now = card(tab, "Now");
            more(tab, "Main", "Reset health");
            tab.has(now, "Healthy");
            walk.product().sandboxMode(credential, "ok");
            tab.button("Test now").click();
            tab.told("OpenRouter accepts the key.");
            more(tab, "Main", "Pause");
            tab.has(now, "Paused");
            assertFalse(brand.integration(id).get("is_active").asBoolean());
            more(tab, "Main", "Resume");
            tab.gone(now.getByText("Paused"));
            more(tab, "Main", "Make primary");
            tab.has(now, "Primary");
            more(tab, "Main", "Make secondary");
            tab.gone(now.getByText("Primary"));
            more(tab, "Main", "Reset counters…");
            tab.in(tab.dialog(), "Reset counters").click();
            tab.has(now, "0 / 50");
            tab.button("Edit").click();
            tab.dialog().getByLabel("Label").fill("Renamed");
            tab.in(tab.dialog(), "Save").click();
            tab.heading("Renamed");
            tab.page().reload();
            tab.heading("Renamed");
            Locator events = card(tab, "What became of it");
            for (String event : List.of("Quarantined", "Health reset", "Usage reset", "Created"))
                tab.has(events, event);

            more(tab, "Renamed", "Delete…");
            tab.dialog().getByLabel("Type Renamed to confirm").fill("Renamed");
            tab.in(tab.dialog(), "Delete key").click();
            tab.heading("Vault");
            assertThat(tab.page()).hasURL(Pattern.compile("/dashboard/vault$"));
            tab.see(tab.page().getByText("The vault is empty"));
            assertEquals(404, brand.api().get("/api/v1/integrations/" + id).status());
        }
    }

    private static void more(Tab tab, String key, String action) {
        tab.button("More actions for " + key).click();
        tab.choose(action);
    }

    private static JsonNode lastOf(Brand brand, long id, int days) {
        JsonNode usage = brand.api()
                .get("/api/v1/integrations/" + id + "/usage?days=" + days)
                .json()
                .get("usage");
        return usage.get(usage.size() - 1);
    }

    /** The last day of a chart's table, of so many days. */
    private static void lastRow(Tab tab, String chart, int days, String... figures) {
        Locator part = card(tab, "Over time")
                .locator(".two > div")
                .filter(new Locator.FilterOptions()
                        .setHas(tab.page()
                                .getByRole(
                                        AriaRole.HEADING,
                                        new Page.GetByRoleOptions()
                                                .setName(chart)
                                                .setExact(true))));
        part.getByText("As a table").click();
        assertThat(part.locator("tbody tr")).hasCount(days);
        assertThat(part.locator("tbody tr").last().locator("td")).hasText(figures);
    }

    /** A figure of the API as the dashboard writes it. */
    private static String words(Tab tab, String as, JsonNode figure) {
        assertTrue(figure.isNumber(), as);
        String call = "([as, figure]) => import('/dashboard/js/format.js').then((all) => all[as](Number(figure)))";
        return (String) tab.page().evaluate(call, List.of(as, figure.asText()));
    }

    static Locator card(Tab tab, String title) {
        return tab.page()
                .locator("section.card")
                .filter(new Locator.FilterOptions()
                        .setHas(tab.page()
                                .getByRole(
                                        AriaRole.HEADING,
                                        new Page.GetByRoleOptions()
                                                .setName(title)
                                                .setExact(true))));
    }

    private static String named(String label) {
        return "\"key_label\":\"" + label + "\"";
    }
}
