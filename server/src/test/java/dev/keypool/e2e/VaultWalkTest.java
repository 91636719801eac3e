package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in the dashboard's vault, walked in a real browser: what is done there is true at the server. */
final class VaultWalkTest {
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
    void aKeyIsTestedBeforeItIsSavedAndARefusedOneIsNotStored() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(422)) {
            String refused = Brand.openRouterKey();
            walk.product().sandboxMode(refused, "invalid");
            tab.open("/vault?add=1", "Vault");
            Locator dialog = tab.dialog();
            tab.has(dialog, "Enterprise clouds");
            tab.inspect("vault-catalogue");
            dialog.getByLabel("Provider").fill("openr");
            tab.gone(dialog.getByText("Enterprise clouds"));
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
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long id = brand.key("groq", Brand.groqKey(), "\"key_label\":\"Fast\"");
            tab.open("/vault", "Vault");
            tab.act("Fast", "Edit…");
            tab.dialog().getByLabel("Requests per day").fill("900");
            tab.dialog().getByLabel("Account").fill("groq-org-1");
            tab.dialog().getByLabel("Priority").fill("40");
            tab.in(tab.dialog(), "Save").click();
            tab.has(tab.row(id), "0 / 900");
            assertEquals(900, brand.integration(id).get("daily_limit").asInt());
            assertEquals(40, brand.integration(id).get("priority").asInt());
            tab.act("Fast", "Edit…");
            assertThat(tab.dialog().getByLabel("Account")).hasValue("groq-org-1");
            tab.inspect("vault-edit");
            tab.in(tab.dialog(), "Cancel").click();

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
    void aLabelFullOfMarkupStaysTextAndACredentialIsNeverInThePage() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String markup = "<img src=x onerror=document.title='pwned'>";
            String credential = Brand.groqKey();
            long id = brand.key("groq", credential, "\"key_label\":\"" + markup + "\"");
            tab.open("/vault", "Vault").has(tab.row(id), markup);
            tab.open("/vault/" + id, markup);
            assertThat(tab.page().locator("main img")).hasCount(0);
            assertFalse(tab.page().content().contains(credential));
        }
    }

    @Test
    void filtersLeaveWhatFitsAndStandInTheAddress() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
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
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, "\"daily_limit\":50");
            tab.open("/vault", "Vault");
            tab.has(tab.row(id), "0 / 50");
            assertEquals(200, brand.chat(MODEL).status());
            tab.has(tab.row(id), "1 / 50");
            walk.product().sandboxMode(credential, "error_500");
            for (int i = 0; i < 3; i++) brand.chat(MODEL);
            tab.has(tab.row(id), "Unhealthy");
            tab.has(tab.row(id), "3 failures in a row. Skipped; tried again in");
            tab.has(tab.row(id), "The server had an error.");
            tab.inspect("vault-unhealthy");
        }
    }

    @Test
    void testsResetsAndSyncsTellWhatCameOfThem() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String credential = Brand.openRouterKey();
            long id = brand.key("openrouter", credential, "\"key_label\":\"Main\"", "\"daily_limit\":50");
            walk.product().sandboxMode(credential, "error_500");
            brand.chat(MODEL);
            tab.open("/vault", "Vault");
            tab.has(tab.row(id), "Degraded");
            tab.act("Main", "Reset health");
            tab.has(tab.row(id), "Healthy");
            walk.product().sandboxMode(credential, "ok");
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
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
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

    private static int total(Brand brand) {
        return brand.api().get("/api/v1/integrations").json().get("total").asInt();
    }
}
