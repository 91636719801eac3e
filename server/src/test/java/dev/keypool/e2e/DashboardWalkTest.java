package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    void aWrongTokenIsToldWhyARightOneOpensAndSigningOutClosesBehind() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().expecting(401)) {
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
    void usageIsExportedAsCsv(@TempDir Path dir) throws IOException {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
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
    void aSessionThatEndsElsewhereLeadsBackToTheSignIn() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(401)) {
            walk.product().admin().patch("/api/v1/admin/clients/" + brand.clientId(), "{\"is_active\":false}");
            tab.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Usage").setExact(true))
                    .click();
            tab.heading("Sign in");
            tab.told("Your session has ended.");
        }
    }

    @Test
    void twoBrandsSideBySideSeeOnlyTheirOwn() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab left = walk.tab().signIn(one.token());
                Tab right = walk.tab().signIn(other.token()).expecting(404)) {
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
        try (Brand brand = walk.brand()) {
            String sick = Brand.groqKey();
            long id = brand.key(
                    "openrouter",
                    Brand.openRouterKey(),
                    "\"key_label\":\"Production\"",
                    "\"is_primary\":true",
                    "\"minute_limit\":60");
            brand.key("groq", sick, "\"key_label\":\"Spare\"");
            walk.product().sandboxMode(sick, "invalid");
            assertEquals(200, brand.chat(MODEL).status());
            brand.chat("groq/sandbox/chat");
            look(brand, id, ColorScheme.LIGHT, 1280);
            look(brand, id, ColorScheme.DARK, 360);
        }
    }

    @Test
    void theKeyboardAloneReachesPageMenuAndDialogAndComesBack() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
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

    private void look(Brand brand, long id, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = walk.tab(scheme, width).signIn(brand.token())) {
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
}
