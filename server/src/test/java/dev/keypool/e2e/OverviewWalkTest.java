package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first page and what stands around all of them, walked in a real browser. */
final class OverviewWalkTest {
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
    void anEmptyBrandIsLedToItsFirstKey() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab(ColorScheme.DARK, 360).signIn(brand.token())) {
            tab.see(tab.page().getByText("The vault is empty"));
            tab.inspect("overview-empty");
            tab.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Add a key"))
                    .click();
            tab.heading("Vault");
            tab.has(tab.dialog(), "Enterprise clouds");
        }
    }

    @Test
    void aRecommendationIsTheApisAndLeadsToTheKeyItSpeaksOf() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String sick = Brand.groqKey();
            long id = brand.key("groq", sick, "\"key_label\":\"Spare\"");
            brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Well\"");
            walk.product().sandboxMode(sick, "error_500");
            brand.chat(Minted.MODEL);
            JsonNode told =
                    brand.api().get("/api/v1/integrations/health").json().at("/recommendations/0");
            assertEquals(id, told.get("integration_id").asLong());
            tab.open("/", "Overview");
            tab.see(tab.page().getByText("Needs attention (1)"));
            tab.has(tab.page().locator(".attention li"), told.get("issue").asText());
            tab.has(tab.page().locator(".attention li"), told.get("action").asText());
            tab.see(tab.page().getByText("2 keys: 1 healthy, 1 degraded, 0 unhealthy"));
            tab.page()
                    .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open Groq, Spare"))
                    .click();
            tab.heading("Spare");

            brand.api().post("/api/v1/integrations/" + id + "/reset-health", "");
            tab.open("/", "Overview");
            tab.see(tab.page().getByText("All is well: 2 keys, none degraded, none waiting."));
        }
    }

    @Test
    void totalsAreTheLedgersAndTheForecastGoesOnLikeTheDaysBefore(@TempDir Path dir) {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-10T12:00:00Z"));
        try (Product product = Product.start(dir, now::get, System::nanoTime, "KEYPOOL_API_RATE_PER_MINUTE", "0");
                Brand brand = Minted.priced(Brand.make(product))) {
            ask(brand, 4);
            BigDecimal two = cost(brand).divide(BigDecimal.TWO); // whole cents: no half is rounded
            try (Tab tab = walk.chromium().tab(product, ColorScheme.LIGHT, 1280)) {
                tab.signIn(brand.token());
                tile(tab, "Spent this month", two.multiply(BigDecimal.TWO));
                tab.has(UsageWalkTest.tile(tab, "Forecast for the month"), "–");
                tab.see(tab.page().getByText("Told after one whole day of use"));

                // Two whole days, one of them without a request: one request a day. Today has its own already, 19 days
                // are to come.
                now.set(now.get().plus(Duration.ofDays(2)));
                tab.page().context().clearCookies();
                tab.page().evaluate("localStorage.clear()");
                tab.signIn(brand.token());
                ask(brand, 2);
                tab.open("/", "Overview");
                tab.has(UsageWalkTest.tile(tab, "Requests today"), "2");
                tile(tab, "Spent today", two);
                tile(tab, "Spent this month", cost(brand));
                assertEquals(0, two.multiply(BigDecimal.valueOf(3)).compareTo(cost(brand)));
                tile(tab, "Forecast for the month", two.multiply(BigDecimal.valueOf(3 + 19)));
                tab.see(tab.page().getByText("6 requests, all requests priced"));
            }
        }
    }

    @Test
    void theChosenThemeStaysOverAReloadAndGoesRoundBackToTheSystems() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            assertThat(tab.page().locator("html")).hasAttribute("data-theme", "light");
            tab.button("Theme: system. Switch to light").click();
            tab.button("Theme: light. Switch to dark").click();
            assertThat(tab.page().locator("html")).hasAttribute("data-theme", "dark");
            tab.page().reload();
            tab.heading("Overview");
            assertThat(tab.page().locator("html")).hasAttribute("data-theme", "dark");
            tab.button("Theme: dark. Switch to system").click();
            assertThat(tab.page().locator("html")).hasAttribute("data-theme", "light");
            tab.see(tab.button("Theme: system. Switch to light"));
        }
    }

    @Test
    void aReplacedTokenStillOpensWhileItOverlapsAndItsSessionGoesOn() {
        try (Brand brand = walk.brand();
                Tab before = walk.tab().signIn(brand.token());
                Tab after = walk.tab()) {
            String renewed = rotated(brand, "{\"overlap_seconds\":3600}");
            before.page().reload();
            before.heading("Overview");
            try (Tab old = walk.tab()) {
                old.signIn(brand.token());
            }
            after.signIn(renewed);
        }
    }

    @Test
    void aTokenReplacedWithoutOverlapOpensNothingAndTheNewOneDoes() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(401)) {
            String renewed = rotated(brand, "{}");
            tab.page().reload();
            tab.heading("Sign in");
            tab.page().getByLabel("Client token").fill(brand.token());
            tab.button("Sign in").click();
            tab.see(tab.page().getByRole(AriaRole.ALERT));
            tab.signIn(renewed);
        }
    }

    @Test
    void anAddressThatIsNoPageSaysSo() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            tab.open("/nowhere", "There is no such page").inspect("no-such-page");
        }
    }

    private String rotated(Brand brand, String terms) {
        return walk.product()
                .admin()
                .post("/api/v1/admin/clients/" + brand.clientId() + "/rotate", terms)
                .json()
                .required("client_token")
                .asText();
    }

    private static void ask(Brand brand, int times) {
        for (int i = 0; i < times; i++)
            assertEquals(200, brand.chat(Minted.MODEL).status());
    }

    private static BigDecimal cost(Brand brand) {
        return brand.api()
                .get("/api/v1/integrations/usage?days=31")
                .json()
                .at("/totals/cost")
                .decimalValue();
    }

    /** Amounts here are more than ten cents, so they are told with two decimals. */
    private static void tile(Tab tab, String term, BigDecimal dollars) {
        assertThat(UsageWalkTest.tile(tab, term)).hasText("$" + dollars.setScale(2, RoundingMode.HALF_UP));
    }
}
