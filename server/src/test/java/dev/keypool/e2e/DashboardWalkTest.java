package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard's pages, walked in a real browser against the running server and the sandbox. */
final class DashboardWalkTest {
    private static final String MODEL = "openrouter/sandbox/chat";

    private static @Nullable Chromium started;
    private static @Nullable Product running;

    @BeforeAll
    static void start(@TempDir Path dir) {
        started = Chromium.start();
        assumeTrue(started != null, "no Chromium on this machine: the browser tests are skipped");
        running = Product.start(dir, "KEYPOOL_API_RATE_PER_MINUTE", "0");
    }

    @AfterAll
    static void stop() {
        if (running != null) running.close();
        if (started != null) started.close();
    }

    @Test
    void aWrongTokenIsToldWhyARightOneOpensAndSigningOutClosesBehind() {
        try (Brand brand = brand();
                Tab tab = tab().expecting(401)) {
            tab.page().navigate("/dashboard");
            tab.page().getByLabel("Client token").fill("nonsense");
            tab.button("Sign in").click();
            tab.has(tab.page().getByRole(AriaRole.ALERT), "client_id:api_key:api_secret");
            tab.inspect("sign-in");
            tab.signIn(brand.token());
            tab.button("Sign out").click();
            tab.heading("Sign in");
            tab.page().navigate("/dashboard/vault");
            tab.heading("Sign in");
        }
    }

    @Test
    void aKeyIsTestedBeforeItIsSavedAndARefusedOneIsNotStored() {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token()).expecting(422)) {
            String refused = Brand.openRouterKey();
            product().sandboxMode(refused, "invalid");
            tab.open("/vault?add=1", "Vault");
            Locator dialog = tab.dialog();
            dialog.getByLabel("Provider").fill("openr");
            dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(Pattern.compile("^OpenRouter")))
                    .click();
            tab.inspect("vault-add-key");
            dialog.getByLabel("API key").fill(refused);
            tab.in(dialog, "Save key").click();
            tab.has(dialog.getByRole(AriaRole.ALERT), "Nothing was stored");
            assertEquals(0, total(brand));

            dialog.getByLabel("API key").fill(Brand.openRouterKey());
            dialog.getByText("Label, limits and rank").click();
            dialog.getByLabel("Label").fill("Production");
            dialog.getByLabel("Requests per minute").fill("60");
            tab.in(dialog, "Save key").click();
            tab.told("Production is stored");
            tab.see(tab.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Production")));
            assertEquals(1, total(brand));
        }
    }

    @Test
    void aKeyIsEditedPausedMadePrimaryAndDeletedOnlyWhenItsNameIsTyped() {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token())) {
            long id = brand.key("groq", Brand.groqKey(), "\"key_label\":\"Fast\"");
            tab.open("/vault", "Vault");
            tab.act("Fast", "Edit…");
            tab.dialog().getByLabel("Requests per day").fill("900");
            tab.in(tab.dialog(), "Save").click();
            tab.has(tab.row(id), "0 / 900");
            assertEquals(900, brand.integration(id).get("daily_limit").asInt());

            tab.act("Fast", "Pause");
            tab.has(tab.row(id), "Paused");
            tab.act("Fast", "Make primary");
            tab.has(tab.row(id), "Primary");
            assertTrue(brand.integration(id).get("is_primary").asBoolean());

            tab.act("Fast", "Delete…");
            Locator delete = tab.in(tab.dialog(), "Delete key");
            assertThat(delete).isDisabled();
            tab.has(tab.dialog(), "It leaves no active key for Groq");
            tab.dialog().getByLabel("Type Fast to confirm").fill("Fast");
            delete.click();
            tab.see(tab.page().getByText("The vault is empty"));
            assertEquals(0, total(brand));
        }
    }

    @Test
    void filtersLeaveWhatFitsAndStandInTheAddress() {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token())) {
            long groq = brand.key("groq", Brand.groqKey());
            long router = brand.key("openrouter", Brand.openRouterKey());
            tab.open("/vault", "Vault");
            tab.see(tab.row(router));
            tab.page().getByLabel("Provider").selectOption("groq");
            tab.gone(tab.row(router));
            tab.see(tab.row(groq));
            assertThat(tab.page()).hasURL(Pattern.compile("provider_name=groq"));
            tab.page().getByLabel("In use").selectOption("false");
            tab.see(tab.page().getByText("No key fits"));
            tab.open("/vault?provider_name=openrouter", "Vault");
            tab.see(tab.row(router));
            tab.gone(tab.row(groq));
        }
    }

    @Test
    void countsAndHealthMoveWhileThePageStands() {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, "\"daily_limit\":50");
            tab.open("/vault", "Vault");
            tab.has(tab.row(id), "0 / 50");
            assertEquals(200, brand.chat(MODEL).status());
            tab.has(tab.row(id), "1 / 50");
            product().sandboxMode(credential, "error_500");
            for (int i = 0; i < 3; i++) brand.chat(MODEL);
            tab.has(tab.row(id), "Unhealthy");
            tab.has(tab.row(id), "3 failures in a row. Skipped; tried again in");
            tab.has(tab.row(id), "The server had an error.");
            tab.inspect("vault-unhealthy");
        }
    }

    @Test
    void testsResetsAndSyncsTellWhatCameOfThem() {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, "\"key_label\":\"Main\"", "\"daily_limit\":50");
            product().sandboxMode(credential, "error_500");
            brand.chat(MODEL);
            tab.open("/vault", "Vault");
            tab.has(tab.row(id), "Degraded");
            tab.act("Main", "Reset health");
            tab.has(tab.row(id), "Healthy");
            product().sandboxMode(credential, "ok");
            tab.act("Main", "Test now");
            tab.told("OpenRouter accepts the key.");
            tab.act("Main", "Sync balance now");
            tab.told("The balance of Main is up to date.");
            tab.act("Main", "Reset counters…");
            tab.in(tab.dialog(), "Reset counters").click();
            tab.has(tab.row(id), "0 / 50");
            tab.open("/vault/" + id, "Main");
            tab.see(tab.page().getByText("Health reset"));
            tab.see(tab.page().getByText("Usage reset"));
        }
    }

    @Test
    void aLongVaultIsTurnedPageByPage() {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token())) {
            for (int i = 0; i < 51; i++) brand.key("groq", Brand.groqKey());
            tab.open("/vault", "Vault");
            assertThat(tab.page().locator("[data-key]")).hasCount(50);
            tab.has(
                    tab.page().getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Pages of the list")),
                    "1 to 50 of 51");
            tab.button("Next").click();
            assertThat(tab.page().locator("[data-key]")).hasCount(1);
            tab.button("Previous").click();
            assertThat(tab.page().locator("[data-key]")).hasCount(50);
        }
    }

    @Test
    void usageIsExportedAsCsv(@TempDir Path dir) throws IOException {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token())) {
            brand.key("openrouter", Brand.openRouterKey());
            assertEquals(200, brand.chat(MODEL).status());
            tab.open("/usage?group_by=provider", "Usage");
            Download download =
                    tab.page().waitForDownload(() -> tab.button("Export CSV").click());
            Path file = dir.resolve("usage.csv");
            download.saveAs(file);
            List<String> lines = Files.readAllLines(file);
            assertTrue(lines.getFirst().startsWith("provider,label,requests,errors"), lines.toString());
            assertTrue(lines.get(1).startsWith("openrouter,"), lines.toString());
            assertTrue(lines.get(1).contains(",1,0,"), lines.toString());
        }
    }

    @Test
    void twoBrandsSideBySideSeeOnlyTheirOwn() {
        try (Brand one = brand();
                Brand other = brand();
                Tab left = tab().signIn(one.token());
                Tab right = tab().signIn(other.token()).expecting(404)) {
            long ours = one.key("groq", Brand.groqKey(), "\"key_label\":\"Left\"");
            long theirs = other.key("groq", Brand.groqKey(), "\"key_label\":\"Right\"");
            left.open("/vault", "Vault").see(left.row(ours));
            right.open("/vault", "Vault").see(right.row(theirs));
            left.gone(left.row(theirs));
            right.gone(right.row(ours));
            right.page().navigate("/dashboard/vault/" + ours);
            right.has(right.page().getByRole(AriaRole.ALERT), "Integration not found");
        }
    }

    @Test
    void everyPageIsAccessibleInLightAndDarkWideAndNarrow() {
        try (Brand brand = brand()) {
            String sick = Brand.groqKey();
            long id = brand.key(
                    "openrouter",
                    Brand.openRouterKey(),
                    "\"key_label\":\"Production\"",
                    "\"is_primary\":true",
                    "\"minute_limit\":60");
            brand.key("groq", sick, "\"key_label\":\"Spare\"");
            product().sandboxMode(sick, "invalid");
            assertEquals(200, brand.chat(MODEL).status());
            brand.chat("groq/sandbox/chat");
            look(brand, id, ColorScheme.LIGHT, 1280);
            look(brand, id, ColorScheme.DARK, 360);
        }
    }

    private static void look(Brand brand, long id, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width;
        try (Tab tab = chromium().tab(product(), scheme, width).signIn(brand.token())) {
            tab.see(tab.page().getByText("Needs attention (1)"));
            tab.inspect("overview" + as);
            tab.open("/vault", "Vault").inspect("vault" + as);
            tab.open("/vault/" + id, "Production").inspect("key" + as);
            tab.open("/usage", "Usage").inspect("usage" + as);
            tab.open("/traces", "Traces").inspect("traces" + as);
            tab.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("ago|just now")))
                    .first()
                    .click();
            tab.see(tab.page().getByText(Pattern.compile("^Attempt 1:")));
            tab.inspect("trace" + as);
        }
    }

    @Test
    void theKeyboardAloneReachesPageMenuAndDialogAndComesBack() {
        try (Brand brand = brand();
                Tab tab = tab().signIn(brand.token())) {
            brand.key("groq", Brand.groqKey(), "\"key_label\":\"Fast\"");
            tab.open("/vault", "Vault");
            Page page = tab.page();
            Locator menu = tab.button("Actions for Fast");
            menu.focus();
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.MENUITEM).first()).isFocused();
            page.keyboard().press("Escape");
            assertThat(menu).isFocused();
            page.keyboard().press("Enter");
            page.keyboard().press("Enter");
            assertThat(tab.dialog().getByLabel("Label")).isFocused();
            page.keyboard().press("Escape");
            tab.gone(tab.dialog());
            assertThat(menu).isFocused();
        }
    }

    private static int total(Brand brand) {
        return brand.api().get("/api/v1/integrations").json().get("total").asInt();
    }

    private static Brand brand() {
        return Brand.make(product());
    }

    private static Tab tab() {
        return chromium().tab(product(), ColorScheme.LIGHT, 1280);
    }

    private static Product product() {
        return Objects.requireNonNull(running);
    }

    private static Chromium chromium() {
        return Objects.requireNonNull(started);
    }
}
