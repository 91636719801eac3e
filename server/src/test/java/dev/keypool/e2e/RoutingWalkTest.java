package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.keypool.e2e.RoutingPage.add;
import static dev.keypool.e2e.RoutingPage.alias;
import static dev.keypool.e2e.RoutingPage.exactly;
import static dev.keypool.e2e.RoutingPage.hasText;
import static dev.keypool.e2e.RoutingPage.link;
import static dev.keypool.e2e.RoutingPage.make;
import static dev.keypool.e2e.RoutingPage.models;
import static dev.keypool.e2e.RoutingPage.owned;
import static dev.keypool.e2e.RoutingPage.suggested;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aliases in the dashboard, walked in a real browser: what is done there is true at the server. */
final class RoutingWalkTest {
    /** Whether the browser may load another page without asking. */
    private static final String LEAVES = "dispatchEvent(new Event('beforeunload', {cancelable: true}))";

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
            dialog.getByLabel("Add a model").fill("groq");
            tab.see(tab.page().getByRole(AriaRole.OPTION).first());
            tab.page().keyboard().press("Escape");
            tab.gone(tab.page().getByRole(AriaRole.OPTION));
            suggested(tab, "versatile groq", "groq/llama-3.3-70b-versatile");
            dialog.getByLabel("Add a model").fill("groq/own-model");
            tab.in(dialog, "Make alias").click();
            tab.told("No list at hand names groq/own-model");
            tab.has(alias(tab, "team/fast"), "Quick answers");
            assertEquals(List.of("groq/llama-3.3-70b-versatile", "groq/own-model"), models(brand, "team/fast"));
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
            assertEquals(false, tab.page().evaluate(LEAVES));
            tab.page().keyboard().press("Escape");
            tab.has(dialog, "What you changed is not saved.");
            tab.inspect("routing-unsaved");
            tab.in(dialog, "Go on editing").click();
            tab.page().goBack();
            tab.has(dialog, "What you changed is not saved.");
            tab.heading("Routing");
            tab.in(dialog, "Discard changes").click();
            tab.gone(dialog);
            assertEquals(true, tab.page().evaluate(LEAVES));
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
            tab.button("Show 2 more models of spideriq/coding").click();
            assertThat(alias(tab, "spideriq/coding").locator("li:focus")).containsText("Groq");
            tab.page().getByLabel("Find", exactly()).fill("GROQ/A");
            tab.gone(alias(tab, "spideriq/coding"));
            tab.page().getByLabel("Find", exactly()).fill("from one language");
            tab.see(alias(tab, "spideriq/translation"));
            tab.page().getByLabel("Find", exactly()).fill("nothing like it");
            tab.see(tab.page().getByText("No alias fits"));
        }
    }
}
