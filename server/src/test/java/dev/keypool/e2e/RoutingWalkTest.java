package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aliases, what they lead to, and the model policy in the dashboard, walked in a real browser. */
final class RoutingWalkTest {
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
    void anAliasIsMadeOfSuggestionsAndTypedNamesAndServesAtOnce() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(422)) {
            brand.key("groq", Brand.groqKey());
            tab.open("/routing", "Routing");
            tab.button("New alias").click();
            Locator dialog = tab.dialog();
            dialog.getByLabel("Name").fill("groq/fast");
            dialog.getByLabel("What it is for").fill("Quick answers");
            add(tab, "grok/nothing");
            tab.in(dialog, "Make alias").click();
            tab.has(dialog, "name begins with a provider's name and a slash");
            tab.has(dialog.locator("li.wrong"), "nothing");
            tab.has(dialog.getByRole(AriaRole.ALERT).filter(hasText("grok")), "Did you mean 'groq'?");
            tab.inspect("routing-faults");
            assertEquals(0, owned(brand));

            dialog.getByLabel("Name").fill("team/fast");
            tab.in(dialog, "Remove grok/nothing").click();
            suggested(tab, "versatile groq", "groq/llama-3.3-70b-versatile");
            dialog.getByLabel("Add a model").fill("groq/own-model");
            tab.in(dialog, "Make alias").click();
            tab.told("No list at hand names groq/own-model");
            tab.has(alias(tab, "team/fast"), "Quick answers");
            assertEquals(
                    List.of("groq/llama-3.3-70b-versatile", "groq/own-model"), models(brand, "team/fast"), "as shown");
            assertEquals(200, brand.chat("team/fast").status());
        }
    }

    @Test
    void aChainIsOrderedByTheKeyboardAndByDragging() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            make(brand, "team/fast", "groq/a", "groq/b", "mistral/c");
            tab.open("/routing", "Routing");
            tab.act("team/fast", "Edit…");
            Locator dialog = tab.dialog();
            Locator down = tab.in(dialog, "Move down groq/a");
            down.focus();
            tab.page().keyboard().press("Enter");
            tab.has(dialog.getByRole(AriaRole.STATUS).filter(hasText("groq/a")), "groq/a is now number 2 of 3.");
            assertThat(down).isFocused();
            tab.page().keyboard().press("Enter");
            tab.page().keyboard().press("Enter");
            assertThat(down).isFocused();
            assertThat(tab.in(dialog, "Move down groq/a")).isDisabled();
            tab.in(dialog, "Save").click();
            tab.gone(dialog);
            assertEquals(List.of("groq/b", "mistral/c", "groq/a"), models(brand, "team/fast"));

            tab.act("team/fast", "Edit…");
            Locator rows = dialog.locator("li[data-target]");
            rows.nth(2).locator(".grip").dragTo(rows.nth(0), new Locator.DragToOptions().setTargetPosition(20, 4));
            assertThat(rows.nth(0)).hasAttribute("data-target", "groq/a");
            tab.in(dialog, "Remove mistral/c").click();
            tab.in(dialog, "Save").click();
            tab.gone(dialog);
            assertEquals(List.of("groq/a", "groq/b"), models(brand, "team/fast"));
        }
    }

    @Test
    void unsavedChangesAreAskedForBeforeTheyAreLost() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            make(brand, "team/fast", "groq/a", "groq/b");
            tab.open("/vault", "Vault");
            link(tab, "Routing").click();
            tab.heading("Routing");
            tab.act("team/fast", "Edit…");
            Locator dialog = tab.dialog();
            tab.in(dialog, "Move up groq/b").click();
            tab.page().keyboard().press("Escape");
            tab.has(dialog, "What you changed is not saved.");
            tab.inspect("routing-unsaved");
            tab.in(dialog, "Go on editing").click();
            tab.page().goBack();
            tab.has(dialog, "What you changed is not saved.");
            tab.heading("Routing");
            tab.in(dialog, "Discard changes").click();
            tab.gone(dialog);
            assertEquals(List.of("groq/a", "groq/b"), models(brand, "team/fast"));
            tab.act("team/fast", "Edit…");
            tab.page().keyboard().press("Escape");
            tab.gone(dialog);
        }
    }

    @Test
    void oneThatShipsIsChangedForTheBrandCopiedAndComesBack() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            String shipped = models(brand, "agent/chat").getFirst();
            tab.open("/routing?source=default", "Routing");
            tab.act("agent/chat", "Change for your brand…");
            Locator dialog = tab.dialog();
            tab.has(dialog, "Deleting that one brings back what ships.");
            tab.in(dialog, "Move down " + shipped).click();
            tab.in(dialog, "Save").click();
            tab.gone(dialog);
            tab.button("All").click();
            tab.has(alias(tab, "agent/chat"), "Instead of the one that ships");
            assertEquals(shipped, models(brand, "agent/chat").get(1));

            tab.act("agent/chat", "Copy…");
            dialog.getByLabel("Name").fill("team/chat");
            tab.in(dialog, "Make alias").click();
            tab.see(alias(tab, "team/chat"));
            assertEquals(models(brand, "agent/chat"), models(brand, "team/chat"));

            tab.act("agent/chat", "Delete…");
            tab.has(dialog, "The alias agent/chat that ships holds again");
            tab.in(dialog, "Delete alias").click();
            assertThat(alias(tab, "agent/chat")).not().containsText("Instead");
            assertEquals(shipped, models(brand, "agent/chat").getFirst());
            tab.act("team/chat", "Delete…");
            tab.has(dialog, "is taken for the name of a model");
            tab.in(dialog, "Delete alias").click();
            tab.gone(alias(tab, "team/chat"));
            assertEquals(0, owned(brand));
        }
    }

    @Test
    void aliasesAreFoundByNameUseAndModelAndTellTheirUse() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("groq", Brand.groqKey());
            make(brand, "team/fast", "groq/a");
            assertEquals(200, brand.chat("team/fast").status());
            tab.open("/routing", "Routing");
            tab.has(alias(tab, "team/fast"), "1 attempt in 30 days · cost unknown");
            tab.has(alias(tab, "spideriq/coding"), "Not used in 30 days");
            tab.page().getByLabel("Find", exactly()).fill("GROQ/A");
            tab.gone(alias(tab, "spideriq/coding"));
            tab.page().getByLabel("Find", exactly()).fill("from one language");
            tab.see(alias(tab, "spideriq/translation"));
            tab.page().getByLabel("Find", exactly()).fill("nothing like it");
            tab.see(tab.page().getByText("No alias fits"));
        }
    }

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

    @Test
    void twoBrandsSideBySideSeeOnlyTheirOwnAliasesAndPolicies() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab left = walk.tab().signIn(one.token());
                Tab right = walk.tab().signIn(other.token())) {
            make(one, "left/only", "groq/a");
            make(other, "right/only", "groq/a");
            one.api().send("PUT", "/api/v1/model-policy", "{\"allowed_models\":[\"left/only\"]}");
            left.open("/routing", "Routing").see(alias(left, "left/only"));
            right.open("/routing", "Routing").see(alias(right, "right/only"));
            left.gone(alias(left, "right/only"));
            right.gone(alias(right, "left/only"));
            left.open("/routing/policy", "Routing")
                    .see(left.page().getByText("left/only").first());
            right.open("/routing/policy", "Routing").see(right.page().getByText("All models are allowed"));
            right.open("/routing/try?model=left/only", "Routing");
            right.has(right.page().locator(".verdict"), "There is no key");
            left.open("/routing/try?model=groq/a", "Routing");
            left.has(left.page().locator(".verdict"), "not among the models that this brand allows");
            left.see(left.page().locator(".verdict").getByText("Model policy"));
            left.open("/routing/try?model=left/only", "Routing");
            left.has(left.page().locator(".targets"), "Skipped: you have no key for Groq");
        }
    }

    @Test
    void everyViewIsAccessibleInLightAndDarkWideAndNarrow() {
        try (Brand brand = walk.brand()) {
            brand.key("groq", Brand.groqKey(), "\"key_label\":\"Production\"", "\"minute_limit\":60");
            String sick = Brand.openRouterKey();
            brand.key("openrouter", sick, "\"key_label\":\"Spare\"");
            walk.product().sandboxMode(sick, "error_500");
            for (int i = 0; i < 3; i++) brand.chat("openrouter/sandbox/chat");
            make(brand, "team/fast", "openrouter/meta-llama/llama-3.1-8b-instruct", "groq/a", "mistral/c");
            assertEquals(200, brand.chat("team/fast").status());
            look(brand, ColorScheme.LIGHT, 1280);
            look(brand, ColorScheme.DARK, 360);
            brand.api().send("PUT", "/api/v1/model-policy", "{\"allowed_models\":[\"groq/*\",\"agent/*\",\"gpt-4o\"]}");
            lookAtPolicy(brand, ColorScheme.LIGHT, 1280);
            lookAtPolicy(brand, ColorScheme.DARK, 360);
        }
    }

    private void look(Brand brand, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = calm(scheme, width).signIn(brand.token())) {
            tab.open("/routing", "Routing").inspect("routing" + as);
            tab.act("team/fast", "Edit…");
            tab.dialog().getByLabel("Add a model").fill("llama");
            tab.see(tab.page().getByRole(AriaRole.OPTION).first());
            tab.inspect("routing-edit" + as);
            tab.open("/routing/try", "Routing").inspect("routing-try-empty" + as);
            tab.open("/routing/try?model=team/fast", "Routing").inspect("routing-try" + as);
            tab.open("/routing/policy", "Routing").inspect("routing-policy-none" + as);
        }
    }

    private void lookAtPolicy(Brand brand, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = calm(scheme, width).signIn(brand.token())) {
            tab.open("/routing/policy", "Routing").inspect("routing-policy" + as);
            tab.button("Change").click();
            tab.see(tab.dialog());
            tab.inspect("routing-policy-edit" + as);
        }
    }

    /** A dialog that still rises would be looked at half drawn. */
    private Tab calm(ColorScheme scheme, int width) {
        Tab tab = walk.tab(scheme, width);
        tab.page().emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        return tab;
    }

    private static void add(Tab tab, String target) {
        Locator field = tab.dialog().getByLabel("Add a model");
        field.fill(target);
        field.press("Enter");
        tab.see(tab.dialog().locator("li[data-target='" + target + "']"));
    }

    private static void suggested(Tab tab, String words, String target) {
        tab.dialog().getByLabel("Add a model").fill(words);
        tab.see(tab.page().getByRole(AriaRole.OPTION).filter(hasText(target)));
        tab.page().keyboard().press("ArrowDown");
        tab.page().keyboard().press("Enter");
        tab.see(tab.dialog().locator("li[data-target='" + target + "']"));
    }

    private static void pattern(Tab tab, String pattern) {
        Locator field = tab.dialog().getByLabel("Add a pattern");
        field.fill(pattern);
        field.press("Enter");
        tab.see(tab.in(tab.dialog(), "Remove " + pattern));
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

    private static Locator alias(Tab tab, String name) {
        return tab.page().locator("[data-alias='" + name + "']");
    }

    private static Locator link(Tab tab, String name) {
        return tab.page()
                .getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static Locator.FilterOptions hasText(String words) {
        return new Locator.FilterOptions().setHasText(words);
    }

    private static void make(Brand brand, String name, String... models) {
        String body = "{\"name\":\"" + name + "\",\"models\":[\"" + String.join("\",\"", models) + "\"]}";
        assertEquals(201, brand.api().post("/api/v1/aliases", body).status());
    }

    private static List<String> models(Brand brand, String name) {
        JsonNode alias =
                brand.api().get("/api/v1/aliases/" + name.replace("/", "%2F")).json();
        return alias.at("/alias/models").valueStream().map(JsonNode::asText).toList();
    }

    private static int owned(Brand brand) {
        return brand.api()
                .get("/api/v1/aliases?source=brand")
                .json()
                .required("total")
                .asInt();
    }
}
