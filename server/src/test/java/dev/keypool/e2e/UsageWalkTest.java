package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was used and spent, walked in a real browser: what is shown is what the API says of the same days. */
final class UsageWalkTest {
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
    void aRangeIsChosenByPresetByDateAndByStepAndStandsInTheAddress() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            used(brand, 2);
            LocalDate today = today(brand);
            tab.open("/usage", "Usage");
            assertThat(tab.button("30 days")).hasAttribute("aria-pressed", "true");
            tab.button("7 days").click();
            assertThat(tab.page()).hasURL(Pattern.compile("days=7&"));
            assertThat(from(tab)).hasValue(today.minusDays(6).toString());
            tab.has(tile(tab, "Requests"), "2");

            tab.button("The range before").click();
            tab.see(tab.page().getByText("No requests in this time"));
            assertThat(tab.page()).hasURL(Pattern.compile("from=" + today.minusDays(13) + "&to=" + today.minusDays(7)));
            assertThat(tab.button("7 days")).hasAttribute("aria-pressed", "false");
            tab.button("The range after").click();
            tab.has(tile(tab, "Requests"), "2");
            assertThat(tab.button("The range after")).isDisabled();

            from(tab).fill(today.minusDays(40).toString());
            to(tab).fill(today.minusDays(1).toString());
            tab.see(tab.page().getByText("No requests in this time"));
            to(tab).fill(today.toString());
            tab.has(tile(tab, "Requests"), "2");
            tab.page().reload();
            assertThat(from(tab)).hasValue(today.minusDays(40).toString());
        }
    }

    @Test
    void aRangeThatTheServerDoesNotTakeIsToldAtItsDate() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(422)) {
            LocalDate today = today(brand);
            tab.open("/usage?from=" + today + "&to=" + today.minusDays(3), "Usage");
            assertThat(from(tab)).hasAttribute("aria-invalid", "true");
            tab.see(tab.page().locator(".fault").getByText("the last day. Send a day up to that."));
            tab.inspect("usage-refused");
            to(tab).fill(today.toString());
            tab.see(tab.page().getByText("No requests in this time"));
            tab.open("/usage?from=2019-01-01&to=2019-02-01", "Usage");
            tab.see(tab.page().locator(".fault").getByText("more than 400 days back"));
        }
    }

    @Test
    void callersAreNamedAndLeadToTheirTraces() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            used(brand, 1);
            JsonNode agent = brand.api()
                    .post("/api/v1/agents", "{\"name\":\"Nightly report\",\"scopes\":[\"gate:chat\"]}")
                    .json();
            try (Http robot = walk.product().http(agent.get("token").asText())) {
                assertEquals(
                        200,
                        robot.post("/v1/chat/completions", Brand.ask(MODEL)).status());
            }
            tab.open("/usage", "Usage");
            tab.button("Caller").click();
            assertThat(tab.page()).hasURL(Pattern.compile("group_by=agent"));
            tab.has(tab.page().getByRole(AriaRole.TABLE), "Nightly report");
            tab.has(tab.page().getByRole(AriaRole.TABLE), "Client cli_");
            tab.inspect("usage-callers");
            link(tab, "Nightly report").click();
            tab.heading("Traces");
            assertThat(tab.page().locator("tbody tr")).hasCount(1);
            tab.has(tab.page().locator("tbody tr"), "Nightly report");
        }
    }

    @Test
    void theExportHoldsTheRowsThatAreShownInTheirOrder(@TempDir Path dir) throws IOException {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            used(brand, 1);
            LocalDate today = today(brand);
            tab.open("/usage?from=" + today.minusDays(2) + "&to=" + today, "Usage");
            tab.has(tile(tab, "Requests"), "1");
            Download download =
                    tab.page().waitForDownload(() -> tab.button("Export CSV").click());
            assertEquals(
                    "keypool-usage-by-day-" + today.minusDays(2) + "-to-" + today + ".csv",
                    download.suggestedFilename());
            Path file = dir.resolve("usage.csv");
            download.saveAs(file);
            List<String> lines = Files.readAllLines(file);
            JsonNode told = brand.api()
                    .get("/api/v1/integrations/usage?from=" + today.minusDays(2))
                    .json()
                    .get("usage");
            assertEquals(
                    "day,label,requests,errors,tokens_in,tokens_out,tokens_cached,cost,cost_unknown,p50_ms,p95_ms",
                    lines.getFirst());
            assertEquals(
                    List.of(today + "", today.minusDays(1) + "", today.minusDays(2) + ""),
                    lines.stream()
                            .skip(1)
                            .map(line -> line.substring(0, line.indexOf(',')))
                            .toList());
            assertTrue(
                    lines.get(1)
                            .startsWith(
                                    today + ",,1,0," + told.at("/2/tokens_in").asLong() + ","),
                    lines.toString());
        }
    }

    @Test
    void twoBrandsSideBySideSeeOnlyTheirOwnUsage() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab left = walk.tab().signIn(one.token());
                Tab right = walk.tab().signIn(other.token())) {
            used(one, 3);
            used(other, 1);
            left.open("/usage?group_by=agent", "Usage").has(tile(left, "Requests"), "3");
            right.open("/usage?group_by=agent", "Usage").has(tile(right, "Requests"), "1");
            assertThat(right.page().locator("tbody tr")).hasCount(1);
            assertThat(right.page().getByText(one.clientId())).hasCount(0);
        }
    }

    @Test
    void everyStateIsAccessibleInLightAndDarkWideAndNarrow() {
        try (Brand brand = walk.brand()) {
            used(brand, 2);
            look(brand, ColorScheme.LIGHT, 1280);
            look(brand, ColorScheme.DARK, 360);
        }
    }

    private void look(Brand brand, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = walk.tab(scheme, width).signIn(brand.token())) {
            tab.open("/usage", "Usage").inspect("usage-days" + as);
            tab.open("/usage?days=365&group_by=model", "Usage");
            tab.see(tab.page().getByText("Requests by week"));
            tab.inspect("usage-year" + as);
            tab.open("/usage?to=" + today(brand).minusDays(1), "Usage").inspect("usage-empty" + as);
        }
    }

    private static void used(Brand brand, int times) {
        brand.key("openrouter", Brand.openRouterKey());
        for (int i = 0; i < times; i++) assertEquals(200, brand.chat(MODEL).status());
    }

    /** As the server sees it. */
    private static LocalDate today(Brand brand) {
        return LocalDate.parse(
                brand.api().get("/api/v1/integrations/usage").json().get("to").asText());
    }

    private static Locator from(Tab tab) {
        return tab.page().getByLabel("From", new Page.GetByLabelOptions().setExact(true));
    }

    private static Locator to(Tab tab) {
        return tab.page().getByLabel("To", new Page.GetByLabelOptions().setExact(true));
    }

    static Locator tile(Tab tab, String term) {
        return tab.page()
                .locator("dl.tile")
                .filter(new Locator.FilterOptions()
                        .setHas(tab.page()
                                .locator(
                                        "dt", new Page.LocatorOptions().setHasText(Pattern.compile("^" + term + "$")))))
                .locator(".figure");
    }

    private static Locator link(Tab tab, String name) {
        return tab.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
    }
}
