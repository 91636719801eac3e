package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
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

/** Agent tokens in the dashboard, walked in a real browser: what is done there is true at the server. */
final class AgentsWalkTest {
    /** Of what was spent a tenth more: 91 % of it are gone. */
    private static final BigDecimal NEARLY = new BigDecimal("1.1");

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
    void aTokenIsShownOnceNotLostBySlipsAndItsRequestServes() throws IOException, InterruptedException {
        try (Brand brand = Minted.priced(walk.brand());
                Tab tab = walk.tab().signIn(brand.token()).expecting(422)) {
            tab.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
            tab.page()
                    .getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName("Agents").setExact(true))
                    .click();
            tab.heading("Agents");
            tab.inspect("agents-none");
            tab.button("Mint a token").first().click();
            Locator dialog = tab.dialog();
            tab.in(dialog, "Mint token").click();
            tab.see(dialog.getByText("An agent needs a name.").last());
            dialog.getByLabel("Name").fill("Nightly");
            dialog.getByLabel("Requests per minute").fill("60");
            dialog.getByLabel("Budget per month").fill("25.5");
            dialog.getByLabel("Models it may ask for").fill("two words");
            tab.in(dialog, "Mint token").click();
            tab.see(dialog.getByText("allowed_models holds 'two words'").last());
            tab.inspect("agents-mint-refused");
            dialog.getByLabel("Models it may ask for").fill(Minted.MODEL);
            tab.in(dialog, "Allow agent/*").click();
            tab.in(dialog, "Mint token").click();

            Locator token = dialog.locator(".secret");
            tab.see(token);
            assertThat(tab.in(dialog, "Copy the token")).isFocused();
            String shown = token.innerText();
            JsonNode agent = brand.api().get("/api/v1/agents").json().at("/agents/0");
            assertEquals(60, agent.get("rpm").asInt());
            assertEquals("25.5", agent.get("monthly_budget").asText());
            assertEquals("block", agent.get("budget_action").asText());
            assertEquals(
                    "[\"" + Minted.MODEL + "\",\"agent/*\"]",
                    agent.get("allowed_models").toString());

            tab.page().keyboard().press("Escape");
            tab.see(tab.page().getByText("Have you kept the token?"));
            tab.in(dialog, "Show it again").click();
            assertThat(token).hasText(shown);
            tab.page().goBack();
            tab.see(tab.page().getByText("Have you kept the token?"));
            tab.in(dialog, "Show it again").click();
            assertThat(token).hasText(shown);
            tab.in(dialog, "Copy the token").click();
            tab.told("Copied the token.");
            assertEquals(shown, tab.page().evaluate("navigator.clipboard.readText()"));
            String curl = dialog.locator("pre").innerText();
            tab.in(dialog, "I have kept it").click();
            tab.gone(tab.page().locator(".secret"));
            assertFalse(tab.page().content().contains(shown));

            assertTrue(curl.contains(shown) && curl.contains(Minted.MODEL), curl);
            if (Files.isExecutable(Path.of("/usr/bin/curl")))
                assertTrue(run(curl).contains("chat.completion"), curl);
            assertEquals(200, new Minted(brand, agent.get("id").asText(), shown).chat(walk.product()));
        }
    }

    @Test
    void anAgentIsEditedPausedAndRevokedOnlyWhenItsNameIsTyped() {
        try (Brand brand = Minted.priced(walk.brand());
                Tab tab = walk.tab().signIn(brand.token())) {
            Minted agent = Minted.make(brand, "Nightly", "\"rpm\":5", "\"expires_at\":\"2099-01-01T00:00:00Z\"");
            tab.open("/agents", "Agents");
            tab.act("Nightly", "Edit…");
            Locator dialog = tab.dialog();
            assertThat(dialog.getByLabel("Requests per minute")).hasValue("5");
            assertThat(dialog.getByLabel("Last day on which it works")).hasValue("2098-12-31");
            dialog.getByLabel("Requests per day").fill("900");
            dialog.getByLabel("When it is reached").selectOption("block");
            dialog.getByLabel("Last day on which it works").fill("2098-06-30");
            dialog.getByLabel("See the vault’s keys").check();
            agent.change("\"rpm\":7");
            tab.in(dialog, "Save").click();
            tab.told("Nightly is saved");
            tab.has(row(tab, agent.id()), "0 / 900");
            JsonNode shown = agent.shown();
            assertEquals(7, shown.get("rpm").asInt(), "what somebody else changed meanwhile stays");
            assertEquals("block", shown.get("budget_action").asText());
            assertEquals("2098-07-01T00:00:00Z", shown.get("expires_at").asText());
            assertTrue(shown.get("scopes").toString().contains("integrations:read"));

            tab.act("Nightly", "Pause");
            tab.has(row(tab, agent.id()), "Paused");
            assertEquals(403, agent.chat(walk.product()));
            tab.act("Nightly", "Resume");
            tab.told("Nightly is in use again.");
            assertEquals(200, agent.chat(walk.product()));

            tab.act("Nightly", "Revoke…");
            Locator revoke = tab.in(dialog, "Revoke agent");
            assertThat(revoke).isDisabled();
            tab.has(dialog, "made 1 request today: whoever uses it is cut off");
            dialog.getByLabel("Type Nightly to confirm").fill("Nightly");
            revoke.click();
            tab.see(tab.page().getByText("No agent tokens yet"));
            assertEquals(401, agent.chat(walk.product()));
            assertEquals(
                    0, brand.api().get("/api/v1/agents").json().get("total").asInt());
        }
    }

    @Test
    void whatNeedsSomebodyStandsFirstAndSaysWhatBecomesOfIt() {
        try (Brand brand = Minted.priced(walk.brand());
                Tab tab = walk.tab().signIn(brand.token())) {
            Minted well = Minted.make(brand, "A well one");
            Minted spent = Minted.make(brand, "Spender", "\"monthly_budget\":0.1");
            Minted done = Minted.make(brand, "Worker", "\"rpd\":1");
            Minted old = Minted.make(brand, "Old one", "\"expires_at\":\"2090-01-01T00:00:00Z\"");
            for (Minted one : List.of(spent, done)) assertEquals(200, one.chat(walk.product()));
            tab.page().clock().setFixedTime("2090-01-03T00:00:00Z");
            tab.open("/agents", "Agents");
            tab.has(row(tab, spent.id()), "Its budget only warns: requests still pass.");
            tab.has(row(tab, done.id()), "Its limit of 1 request a day is reached: more answer 429 until 00:00 UTC.");
            tab.has(row(tab, old.id()), "It expired 2 days ago: its requests answer 401.");
            assertEquals(
                    List.of(old.id(), spent.id(), done.id(), well.id()),
                    tab.page().locator("[data-agent]").evaluateAll("all => all.map((one) => one.dataset.agent)"));
            assertTrue(spent.shown().get("budget_exceeded").asBoolean());

            spent.change("\"budget_action\":\"block\"");
            tab.has(row(tab, spent.id()), "Its budget of $0.10 is used up: requests answer 402 until 1 Feb");
            assertEquals(402, spent.chat(walk.product()));
            spent.change("\"monthly_budget\":"
                    + spent.shown().get("spend_this_month").decimalValue().multiply(NEARLY));
            tab.has(row(tab, spent.id()), "It has spent 91 % of its budget;");
            tab.has(row(tab, spent.id()), "Requests that may cost more answer 402.");
        }
    }

    @Test
    void manyAgentsAreFoundByNameAndTurnedPageByPage() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            for (int i = 1; i <= 51; i++) Minted.make(brand, "Customer " + i);
            tab.open("/agents", "Agents");
            Locator rows = tab.page().locator("[data-agent]");
            assertThat(rows).hasCount(50);
            tab.button("Next").click();
            assertThat(rows).hasCount(1);
            tab.act("Customer 9", "Revoke…");
            tab.dialog().getByLabel("Type Customer 9 to confirm").fill("Customer 9");
            tab.in(tab.dialog(), "Revoke agent").click();
            assertThat(rows).hasCount(50);
            tab.page().getByLabel("Find by name or id").fill("customer 17");
            tab.see(tab.page().getByText("Customer 17"));
            assertThat(rows).hasCount(1);
            assertThat(tab.page()).hasURL(Pattern.compile("name=customer"));
            tab.page().getByLabel("Find by name or id").fill("nobody");
            tab.see(tab.page().getByText("No agent fits"));
        }
    }

    @Test
    void twoBrandsSideBySideSeeOnlyTheirOwn() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab left = walk.tab().signIn(one.token());
                Tab right = walk.tab().signIn(other.token()).expecting(404)) {
            Minted ours = Minted.make(one, "Left");
            Minted theirs = Minted.make(other, "Right");
            left.open("/agents", "Agents").see(row(left, ours.id()));
            right.open("/agents", "Agents").see(row(right, theirs.id()));
            left.gone(row(left, theirs.id()));
            right.gone(row(right, ours.id()));
            right.page().navigate("/dashboard/agents/" + ours.id());
            right.has(right.page().getByRole(AriaRole.ALERT), "Agent not found");
        }
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), told);
        return told;
    }

    private static Locator row(Tab tab, String id) {
        return tab.page().locator("[data-agent='" + id + "']");
    }
}
