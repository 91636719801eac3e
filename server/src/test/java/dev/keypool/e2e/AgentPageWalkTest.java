package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of one agent, walked in a real browser, and how all that belongs to agents looks. */
final class AgentPageWalkTest {
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
    void aLimitThatIsNoNumberIsNotTakenForNoneAndTheFocusComesBackAfterSaving() {
        try (Brand brand = Minted.priced(walk.brand());
                Tab tab = walk.tab().signIn(brand.token())) {
            Minted agent = Minted.make(brand, "Nightly", "\"rpm\":5");
            tab.open("/agents/" + agent.id(), "Nightly");
            tab.button("Edit").first().click();
            Locator dialog = tab.dialog();
            Locator minute = dialog.getByLabel("Requests per minute");
            minute.fill("");
            minute.pressSequentially("1e");
            tab.in(dialog, "Save").click();
            tab.see(dialog.getByText("This is no whole number."));
            assertThat(minute).isFocused();
            assertEquals(5, agent.shown().get("rpm").asInt());

            minute.fill("7");
            tab.gone(dialog.getByText("This is no whole number."));
            tab.in(dialog, "Save").click();
            tab.told("Nightly is saved");
            assertThat(tab.button("Edit").first()).isFocused();
            assertEquals(7, agent.shown().get("rpm").asInt());
        }
    }

    @Test
    void aPageOfOneAgentTellsWhereItsMoneyWentAndMovesWhileItStands() {
        try (Brand brand = Minted.priced(walk.brand());
                Tab tab = walk.tab().signIn(brand.token())) {
            String markup = "<img src=x onerror=document.title='pwned'>";
            Minted agent = Minted.make(brand, markup, "\"rpm\":60", "\"rpd\":100");
            assertEquals(200, agent.chat(walk.product()));
            tab.open("/agents", "Agents");
            tab.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(markup))
                    .click();
            tab.heading(markup);
            assertThat(tab.page().locator("main img")).hasCount(0);
            Locator spend =
                    tab.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Spend by model"));
            tab.has(spend, "sandbox/chat");
            tab.has(spend, "100 %");
            tab.see(tab.page().getByText("1 / 100"));
            assertEquals(200, agent.chat(walk.product()));
            tab.see(tab.page().getByText("2 / 100"));
            assertFalse(tab.page().content().contains(agent.token()));
            assertThat(tab.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("All in Traces")))
                    .hasAttribute("href", "/dashboard/traces?agent_id=" + agent.id() + "&hours=168");
            tab.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("ago|just now")))
                    .first()
                    .click();
            tab.see(tab.page().getByText(Pattern.compile("^Attempt 1:")));

            tab.open("/agents/" + agent.id(), markup);
            tab.button("More actions for " + markup).click();
            tab.choose("Revoke…");
            tab.dialog().getByLabel("to confirm").fill(markup);
            tab.in(tab.dialog(), "Revoke agent").click();
            tab.see(tab.page().getByText("No agent tokens yet"));
        }
    }

    @Test
    void aReplacedTokenIsOverAndTheNewOneIsShownOnce() {
        try (Brand brand = Minted.priced(walk.brand());
                Tab tab = walk.tab().signIn(brand.token())) {
            Minted agent = Minted.make(brand, "Leaked");
            assertEquals(200, agent.chat(walk.product()));
            tab.open("/agents/" + agent.id(), "Leaked");
            tab.button("More actions for Leaked").click();
            tab.choose("Replace the token…");
            tab.has(tab.dialog(), "made 1 request today: whoever uses it is cut off");
            tab.in(tab.dialog(), "Replace token").click();
            Locator token = tab.dialog().locator(".secret");
            tab.see(token);
            Minted renewed = new Minted(brand, agent.id(), token.innerText());
            assertEquals(401, agent.chat(walk.product()));
            assertEquals(200, renewed.chat(walk.product()));
            assertEquals(2, renewed.shown().get("requests_today").asInt());
        }
    }

    @Test
    void everyStateIsAccessibleInLightAndDarkWideAndNarrow() {
        look(ColorScheme.LIGHT, 1280);
        look(ColorScheme.DARK, 360);
    }

    private void look(ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Brand brand = Minted.priced(walk.brand());
                Tab tab = walk.tab(scheme, width).signIn(brand.token())) {
            String agent = busyHouse(brand);
            tab.open("/agents", "Agents");
            tab.see(tab.page().getByText("Support bot"));
            tab.inspect("agents" + as);
            tab.button("Mint a token").click();
            tab.dialog().getByLabel("Name").fill("Nightly summaries");
            tab.inspect("agents-mint" + as);
            tab.dialog().getByText("Expiry and scopes").click();
            tab.dialog().getByLabel("Add, change and delete the vault’s keys").scrollIntoViewIfNeeded();
            tab.inspect("agents-mint-more" + as);
            tab.in(tab.dialog(), "Mint token").click();
            tab.has(tab.dialog().locator("pre"), Minted.MODEL);
            tab.inspect("agents-token" + as);
            tab.in(tab.dialog(), "I have kept it").click();
            tab.open("/agents/" + agent, "Support bot");
            tab.see(tab.page().getByText("All in Traces"));
            tab.inspect("agent" + as);
            tab.button("More actions for Support bot").click();
            tab.choose("Revoke…");
            tab.inspect("agent-revoke" + as);
        }
    }

    /** Agents in all states; gives the id of one that was at work. */
    private String busyHouse(Brand brand) {
        Minted bot = Minted.make(
                brand,
                "Support bot",
                "\"rpm\":60",
                "\"rpd\":5000",
                "\"monthly_budget\":25",
                "\"allowed_models\":[\"openrouter/*\",\"groq/sandbox/chat\"]");
        Minted.make(
                brand,
                "Nightly summaries for the northern region",
                "\"free_only\":true",
                "\"expires_at\":\"" + LocalDate.now(ZoneOffset.UTC).plusDays(3) + "T00:00:00Z\"");
        Minted spent = Minted.make(brand, "Crawler", "\"monthly_budget\":0.01");
        Minted done = Minted.make(brand, "Import of old tickets", "\"rpd\":1");
        Minted paused = Minted.make(brand, "Intern");
        paused.change("\"is_active\":false");
        for (Minted one : List.of(bot, bot, spent, done)) assertEquals(200, one.chat(walk.product()));
        return bot.id();
    }
}
