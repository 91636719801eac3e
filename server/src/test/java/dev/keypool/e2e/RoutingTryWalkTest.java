package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.keypool.e2e.RoutingPage.add;
import static dev.keypool.e2e.RoutingPage.alias;
import static dev.keypool.e2e.RoutingPage.exactly;
import static dev.keypool.e2e.RoutingPage.hasText;
import static dev.keypool.e2e.RoutingPage.link;
import static dev.keypool.e2e.RoutingPage.make;
import static dev.keypool.e2e.RoutingPage.owned;
import static dev.keypool.e2e.RoutingPage.pattern;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a request would come to, and which models may be asked for, in the dashboard. */
final class RoutingTryWalkTest {
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
    void tryingShowsTheKeysInOrderAndWhyOthersAreSkipped() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long first = brand.key("groq", Brand.groqKey(), "\"key_label\":\"First\"", "\"is_primary\":true");
            long second = brand.key("groq", Brand.groqKey(), "\"key_label\":\"Second\"", "\"daily_limit\":9");
            long off = brand.key("groq", Brand.groqKey(), "\"key_label\":\"Off\"");
            brand.api().patch("/api/v1/integrations/" + off, "{\"is_active\":false}");
            make(brand, "team/fast", "mistral/c", "groq/a");
            tab.open("/routing", "Routing");
            link(tab, "Try team/fast").click();
            tab.see(tab.page().getByText("In the order of tries"));
            tab.has(tab.page().locator(".verdict"), "The next request would go to Groq as a with First.");
            tab.has(tab.page().locator(".targets"), "Skipped: you have no key for Mistral");
            tab.has(tab.row(first), "1st");
            tab.has(tab.row(first), "Chosen");
            tab.has(tab.row(second), "2nd");
            tab.has(tab.row(second), "9 left today");
            tab.has(tab.row(off), "Paused.");
            tab.inspect("routing-try");

            tab.page().getByLabel("Model", exactly()).fill("spideriq/nonsense");
            tab.page().keyboard().press("Enter");
            tab.has(tab.page().locator(".verdict"), "There is no alias 'spideriq/nonsense'");
            tab.page().goBack();
            tab.has(tab.page().locator(".verdict"), "with First.");
        }
    }

    @Test
    void aChainIsTriedBeforeItIsSaved() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("groq", Brand.groqKey(), "\"key_label\":\"First\"");
            tab.open("/routing", "Routing");
            tab.button("New alias").click();
            add(tab, "groq/a");
            tab.in(tab.dialog(), "Try it").click();
            tab.has(tab.dialog(), "Name the alias first");
            tab.dialog().getByLabel("Name").fill("team/next");
            tab.in(tab.dialog(), "Try it").click();
            tab.has(tab.dialog().locator(".verdict"), "The next request would go to Groq as a with First.");
            tab.inspect("routing-try-unsaved");
            tab.dialog()
                    .getByRole(AriaRole.LINK)
                    .filter(hasText("First"))
                    .first()
                    .click();
            tab.has(tab.dialog(), "What you changed is not saved.");
            tab.heading("Routing");
            assertEquals(0, owned(brand));
        }
    }

    @Test
    void thePolicyTellsItsConsequencesAndIsInForceAtOnce() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(422)) {
            brand.key("groq", Brand.groqKey());
            make(brand, "team/fast", "groq/a", "mistral/c");
            tab.open("/routing/policy", "Routing");
            tab.see(tab.page().getByText("All models are allowed"));
            tab.button("Allow certain models only").click();
            Locator dialog = tab.dialog();
            tab.has(dialog, "Without a pattern nothing would be allowed.");
            pattern(tab, "gpt*");
            tab.in(dialog, "Save policy").click();
            tab.has(dialog.getByRole(AriaRole.ALERT).filter(hasText("pattern")), "A pattern must be a model's name");
            tab.in(dialog, "Remove gpt*").click();
            pattern(tab, "groq/*");
            pattern(tab, "agent/chat");
            tab.has(dialog, "Every model of Groq");
            tab.has(dialog, "This alias, whatever serves it");
            tab.has(dialog, "Refused with 403 from the next request on: ");
            tab.inspect("routing-policy-edit");
            tab.in(dialog, "Save policy").click();
            tab.told("The policy is in force.");
            assertEquals(
                    "{\"allowed_models\":[\"groq/*\",\"agent/chat\"]}",
                    brand.api()
                            .get("/api/v1/model-policy")
                            .json()
                            .required("model_policy")
                            .toString());
            assertEquals(403, brand.chat("mistral/c").status());
            assertEquals(200, brand.chat("team/fast").status());
            tab.open("/routing", "Routing").has(alias(tab, "team/fast"), "skipped: not allowed");
            tab.open("/routing/policy", "Routing");
            tab.button("Allow all models").click();
            tab.in(dialog, "Allow all models").click();
            tab.see(tab.page().getByText("All models are allowed").last());
            assertEquals(
                    "null",
                    brand.api()
                            .get("/api/v1/model-policy")
                            .json()
                            .at("/model_policy/allowed_models")
                            .toString());
        }
    }

    /** The page computes what a policy does to aliases; the server's own routing must say the same of each. */
    @Test
    void theConsequencesThatThePageTellsAreThoseOfTheServer() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("groq", Brand.groqKey());
            String patterns = "[\"groq/llama*\",\"spideriq/t*\",\"gpt-5-mini\",\"mistral/mistral-small-2603\"]";
            brand.api().send("PUT", "/api/v1/model-policy", "{\"allowed_models\":" + patterns + "}");
            tab.open("/routing", "Routing");
            for (JsonNode one : brand.api().get("/v1/aliases").json().required("data")) {
                String name = one.required("id").asText();
                long refused = explained(brand, name);
                Locator told = alias(tab, name).locator("li[title='Skipped: not allowed']");
                assertThat(told).hasCount(refused < 0 ? one.required("models").size() : (int) refused);
            }
        }
    }

    /** How many targets the server would skip for the policy; -1 when it refuses the name. */
    private static long explained(Brand brand, String name) {
        JsonNode told = brand.api()
                .post("/api/v1/integrations/explain", "{\"model\":\"" + name + "\"}")
                .json();
        if (told.required("outcome").asText().equals("model_not_allowed")) return -1;
        return told.findValues("skipped").stream()
                .filter(why -> why.asText().equals("not_allowed"))
                .count();
    }
}
