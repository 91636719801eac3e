package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
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

/** Requests as they end, walked in a real browser: filtered, followed live, and one of them looked into. */
final class TracesWalkTest {
    private static final String MODEL = "openrouter/sandbox/chat";
    private static final Pattern NEWS = Pattern.compile("^\\d+ new requests?: show$");

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
    void aRequestAppearsWhileThePageStandsAndTheTilesFollow() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", Brand.openRouterKey());
            tab.open("/traces", "Traces");
            tab.see(tab.page().getByText("No request fits"));
            assertEquals(200, brand.chat(MODEL).status());
            assertThat(rows(tab)).hasCount(1);
            tab.has(UsageWalkTest.tile(tab, "Requests"), "1");
            Locator first = rows(tab).first().getByRole(AriaRole.LINK);
            first.focus();
            assertEquals(200, brand.chat(MODEL).status());
            assertThat(rows(tab)).hasCount(2);
            assertThat(rows(tab).last().getByRole(AriaRole.LINK)).isFocused();
            tab.has(UsageWalkTest.tile(tab, "Requests"), "2");
            tab.has(tab.page().locator("[role=status].hidden-text"), "new request");
        }
    }

    @Test
    void whatDoesNotFitTheFiltersDoesNotAppear() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String sick = Brand.groqKey();
            brand.key("openrouter", Brand.openRouterKey());
            brand.key("groq", sick);
            walk.product().sandboxMode(sick, "error_500");
            tab.open("/traces?status=error", "Traces");
            brand.chat(MODEL);
            brand.chat("groq/sandbox/chat");
            assertThat(rows(tab)).hasCount(1);
            tab.has(rows(tab), "Error");
            tab.has(rows(tab), "groq/sandbox/chat");
        }
    }

    @Test
    void switchedOffNothingMovesUntilItIsOnAgain() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", Brand.openRouterKey());
            brand.chat(MODEL);
            tab.open("/traces", "Traces");
            Locator live = tab.page().getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName("Live"));
            assertThat(live).hasAttribute("aria-checked", "true");
            live.click();
            assertThat(live).hasAttribute("aria-checked", "false");
            brand.chat(MODEL);
            assertThat(rows(tab)).hasCount(1);
            live.click();
            assertThat(rows(tab)).hasCount(2);
            live.click();
            brand.chat(MODEL);
            tab.button("Refresh").click();
            assertThat(rows(tab)).hasCount(3);
        }
    }

    @Test
    void whoReadsFurtherDownIsToldHowManyCameAndIsNotMoved() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", Brand.openRouterKey());
            for (int i = 0; i < 60; i++) brand.chat(MODEL);
            tab.open("/traces", "Traces");
            assertThat(rows(tab)).hasCount(50);
            tab.button("Show older requests").click();
            assertThat(rows(tab)).hasCount(60);
            brand.chat(MODEL);
            brand.chat(MODEL);
            Locator news = tab.page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(NEWS));
            tab.has(news, "2 new requests: show");
            assertThat(rows(tab)).hasCount(60);
            tab.inspect("traces-news");
            news.click();
            assertThat(news).isHidden();
            assertThat(rows(tab)).hasCount(50);
            tab.has(UsageWalkTest.tile(tab, "Requests"), "62");

            rows(tab).last().scrollIntoViewIfNeeded();
            brand.chat(MODEL);
            tab.has(news, "1 new request: show");
            tab.page().evaluate("scrollTo(0, 0)");
            assertThat(news).isHidden();
            tab.has(UsageWalkTest.tile(tab, "Requests"), "63");
        }
    }

    @Test
    void everyFilterNarrowsTheListAndStandsInTheAddress() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long router = brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Main\"");
            brand.key("groq", Brand.groqKey(), "\"key_label\":\"Spare\"");
            String agent = agent(brand);
            try (Http robot = walk.product().http(agent)) {
                robot.post("/v1/chat/completions", Brand.ask(MODEL));
            }
            brand.chat(MODEL);
            brand.chat("groq/sandbox/chat");
            tab.open("/traces", "Traces");
            assertThat(rows(tab)).hasCount(3);

            choose(tab, "Caller", "Robot");
            assertThat(rows(tab)).hasCount(1);
            assertThat(tab.page()).hasURL(Pattern.compile("agent_id=agt_"));
            choose(tab, "Caller", "test");
            assertThat(rows(tab)).hasCount(2);
            assertThat(tab.page()).hasURL(Pattern.compile("client_id=cli_"));
            choose(tab, "Provider", "Groq");
            assertThat(rows(tab)).hasCount(1);
            choose(tab, "Provider", "All providers");
            choose(tab, "Caller", "Everybody");

            tab.page().getByText("More filters").click();
            choose(tab, "Key", "OpenRouter: Main");
            assertThat(rows(tab)).hasCount(2);
            assertThat(tab.page()).hasURL(Pattern.compile("integration_id=" + router));
            choose(tab, "Asked for", "Embeddings");
            tab.see(tab.page().getByText("No request fits"));
            choose(tab, "Asked for", "Chat");
            assertThat(rows(tab)).hasCount(2);
            write(tab, "Took at least (ms)", "600000");
            tab.see(tab.page().getByText("No request fits"));
            write(tab, "Took at least (ms)", "0");
            assertThat(rows(tab)).hasCount(2);
            write(tab, "Cost at least ($)", "0.0000001");
            assertThat(rows(tab)).hasCount(2);
            assertThat(tab.page()).hasURL(Pattern.compile("min_cost_usd=0\\.0000001"));
            write(tab, "Cost at least ($)", "5");
            tab.see(tab.page().getByText("No request fits"));
            tab.page().reload();
            tab.see(tab.page().getByText("No request fits"));
            assertThat(tab.page().getByLabel("Cost at least ($)")).hasValue("5");
        }
    }

    @Test
    void aRangeThatHasEndedIsNotLiveAndAWrongOneIsToldAtItsField() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(400)) {
            brand.key("openrouter", Brand.openRouterKey());
            brand.chat(MODEL);
            tab.open("/traces", "Traces");
            choose(tab, "Within", "From … to …");
            Locator live = tab.page().getByRole(AriaRole.SWITCH, new Page.GetByRoleOptions().setName("Live"));
            tab.page()
                    .getByLabel("To", new Page.GetByLabelOptions().setExact(true))
                    .fill("2026-01-02T00:00");
            tab.see(tab.page().getByText("No request fits"));
            assertThat(live).isDisabled();
            tab.page()
                    .getByLabel("From", new Page.GetByLabelOptions().setExact(true))
                    .fill("2025-01-02T00:00");
            tab.see(tab.page().locator(".fault").getByText("more than 31 days apart"));
            tab.inspect("traces-refused");
            choose(tab, "Within", "Last hour");
            assertThat(rows(tab)).hasCount(1);
            assertThat(live).isEnabled();
        }
    }

    @Test
    void aRequestIsFoundByItsIdAndShowsEachAttemptWithCostAndCause() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(404)) {
            String sick = Brand.openRouterKey();
            brand.key("openrouter", sick, "\"key_label\":\"Sick\"", "\"is_primary\":true");
            brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Well\"");
            walk.product().sandboxMode(sick, "error_500");
            String id = brand.chat(MODEL).header("X-Request-Id");
            tab.open("/traces", "Traces");
            tab.page().getByLabel("Request id").fill("nothing");
            tab.button("Find").click();
            tab.see(tab.page().locator(".fault").getByText("There is no trace 'nothing'"));
            tab.page().getByLabel("Request id").fill(id);
            tab.button("Find").click();
            tab.heading(MODEL);
            tab.see(tab.page().getByText(id));
            JsonNode trace = brand.api().get("/v1/traces/" + id).json();
            assertEquals(2, trace.get("attempts").size(), trace.toString());
            Locator first = attempt(tab, 1);
            tab.has(first, "The provider answered with an error of its own");
            for (String stage :
                    List.of("Auth", "Body", "Wait", "Key", "Connect", "Send", "First byte", "Until its end"))
                tab.see(first.getByText(stage, new Locator.GetByTextOptions().setExact(true)));
            Locator second = attempt(tab, 2);
            for (String stage : List.of("Wait", "Key", "Connect", "First byte", "Answer"))
                tab.see(second.getByText(stage, new Locator.GetByTextOptions().setExact(true)));
            assertThat(second.getByText("Auth", new Locator.GetByTextOptions().setExact(true)))
                    .hasCount(0);
            tab.has(second, "$");
            tab.inspect("trace-two-attempts");
        }
    }

    @Test
    void twoBrandsSideBySideHearOnlyOfTheirOwn() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab left = walk.tab().signIn(one.token());
                Tab right = walk.tab().signIn(other.token()).expecting(404)) {
            one.key("openrouter", Brand.openRouterKey());
            other.key("groq", Brand.groqKey());
            left.open("/traces", "Traces");
            right.open("/traces", "Traces");
            String id = one.chat(MODEL).header("X-Request-Id");
            assertThat(rows(left)).hasCount(1);
            other.chat("groq/sandbox/chat");
            assertThat(rows(right)).hasCount(1);
            right.has(rows(right), "groq/sandbox/chat");
            right.has(UsageWalkTest.tile(right, "Requests"), "1");
            right.page().navigate("/dashboard/traces/" + id);
            right.has(right.page().getByRole(AriaRole.ALERT), "There is no trace");
        }
    }

    @Test
    void everyStateIsAccessibleInLightAndDarkWideAndNarrow() {
        try (Brand brand = walk.brand()) {
            look(brand, "empty", ColorScheme.LIGHT, 1280);
            String sick = Brand.openRouterKey();
            brand.key("openrouter", sick, "\"key_label\":\"Sick\"", "\"is_primary\":true");
            brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Well\"");
            walk.product().sandboxMode(sick, "rate_limited");
            for (int i = 0; i < 4; i++) brand.chat(MODEL);
            brand.chat("openrouter/" + "a-model-with-a-long-name/".repeat(4));
            look(brand, "filled", ColorScheme.LIGHT, 1280);
            look(brand, "filled", ColorScheme.DARK, 360);
        }
    }

    private void look(Brand brand, String state, ColorScheme scheme, int width) {
        String as = "-" + state + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = walk.tab(scheme, width).signIn(brand.token())) {
            tab.open("/traces", "Traces").inspect("traces" + as);
            tab.page().getByText("More filters").click();
            choose(tab, "Within", "From … to …");
            tab.inspect("traces-filters" + as);
            if (state.equals("empty")) return;
            rows(tab).last().getByRole(AriaRole.LINK).click();
            tab.see(tab.page().getByText(Pattern.compile("^Attempt 1:")));
            tab.inspect("trace" + as);
        }
    }

    private static String agent(Brand brand) {
        return brand.api()
                .post("/api/v1/agents", "{\"name\":\"Robot\",\"scopes\":[\"gate:chat\"]}")
                .json()
                .get("token")
                .asText();
    }

    private static Locator rows(Tab tab) {
        return tab.page().locator("tbody tr");
    }

    private static Locator attempt(Tab tab, int number) {
        return tab.page()
                .locator("section.card")
                .filter(new Locator.FilterOptions().setHasText("Attempt " + number + ":"));
    }

    private static void choose(Tab tab, String label, String option) {
        tab.page()
                .getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                .selectOption(new com.microsoft.playwright.options.SelectOption().setLabel(option));
    }

    private static void write(Tab tab, String label, String text) {
        Locator field = tab.page().getByLabel(label);
        field.fill(text);
        field.press("Tab");
    }
}
