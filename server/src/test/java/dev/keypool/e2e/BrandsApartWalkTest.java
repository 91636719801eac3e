package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two brands side by side on every page: each finds its own there, and nothing of the other's. */
final class BrandsApartWalkTest {
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

    /** A brand that has something of everything, all of it named after one word. */
    private record House(Brand brand, String word, long key, String agent, String trace, List<String> secrets) {
        /** All by which it can be told from others. */
        List<String> marks() {
            return List.of(word, agent, trace, brand.clientId(), "/vault/" + key + "\"", "data-key=\"" + key + "\"");
        }
    }

    @Test
    void everyPageHoldsOnlyWhatIsTheBrandsOwn() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab left = walk.tab().signIn(one.token());
                Tab right = walk.tab().signIn(other.token())) {
            House aurora = furnish(one, "aurora");
            House borealis = furnish(other, "borealis");
            for (Map.Entry<String, String> page : pages().entrySet()) {
                look(left, page.getKey(), page.getValue(), aurora, borealis);
                look(right, page.getKey(), page.getValue(), borealis, aurora);
            }
        }
    }

    @Test
    void anAddressOfTheOtherBrandSaysThatThereIsNoSuchThing() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab tab = walk.tab().signIn(other.token()).expecting(404)) {
            House theirs = furnish(one, "aurora");
            furnish(other, "borealis");
            refused(tab, "/vault/" + theirs.key(), "Integration not found", theirs);
            refused(tab, "/agents/" + theirs.agent(), "Agent not found", theirs);
            refused(tab, "/traces/" + theirs.trace(), "There is no trace", theirs);
            tab.open("/traces?agent_id=" + theirs.agent(), "Traces");
            assertThat(tab.page().locator("tbody tr")).hasCount(0);
            assertFalse(text(tab).contains(theirs.word()));
            tab.open("/traces?integration_id=" + theirs.key(), "Traces");
            assertThat(tab.page().locator("tbody tr")).hasCount(0);
            tab.open("/routing/try?model=" + theirs.word() + "/only", "Routing");
            // To this brand it is a model of OpenRouter's by that name, and no alias with a chain.
            tab.has(tab.page().locator(".verdict"), "to OpenRouter as " + theirs.word() + "/only");
            Playground play = Playground.open(tab);
            play.field().fill(theirs.word());
            tab.gone(play.option(theirs.word() + "/only"));
        }
    }

    /** Each page with a word that stands there when it is drawn: {@code *} is the brand's own. */
    private static Map<String, String> pages() {
        return Map.ofEntries(
                Map.entry("/", "* key"),
                Map.entry("/vault", "* key"),
                Map.entry("/vault/{key}", "* key"),
                Map.entry("/invites", "* guest"),
                Map.entry("/agents", "* agent"),
                Map.entry("/agents/{agent}", "* agent"),
                Map.entry("/usage", "Requests by day"),
                Map.entry("/usage?group_by=agent", "* agent"),
                Map.entry("/usage?group_by=model", "sandbox/chat"),
                Map.entry("/traces", "* agent"),
                Map.entry("/traces/{trace}", "* key"),
                Map.entry("/routing", "*/only"),
                Map.entry("/routing/try?model=" + MODEL, "* key"),
                Map.entry("/routing/policy", "*/only"),
                Map.entry("/playground", "Nothing said yet"));
    }

    private static void look(Tab tab, String page, String own, House house, House foreign) {
        String path = page.replace("{key}", house.key() + "")
                .replace("{agent}", house.agent())
                .replace("{trace}", house.trace());
        tab.page().navigate("/dashboard" + path);
        tab.has(tab.page().locator("main"), own.replace("*", house.word()));
        String all = text(tab);
        for (String mark : foreign.marks())
            assertFalse(all.contains(mark.toLowerCase(Locale.ROOT)), path + " tells " + mark);
        for (String secret : foreign.secrets()) assertFalse(all.contains(secret), path);
        for (String secret : house.secrets()) assertFalse(all.contains(secret), path);
    }

    private static void refused(Tab tab, String path, String words, House theirs) {
        tab.page().navigate("/dashboard" + path);
        tab.has(tab.page().getByRole(AriaRole.ALERT), words);
        assertFalse(text(tab).contains(theirs.word()), path);
    }

    /** All of the page, also what is not shown. */
    private static String text(Tab tab) {
        return tab.page().content().toLowerCase(Locale.ROOT);
    }

    private House furnish(Brand brand, String word) {
        String well = Brand.openRouterKey();
        String sick = Brand.groqKey();
        String label = "\"key_label\":\"" + word + " key\"";
        long key = brand.key("openrouter", well, label);
        brand.key("groq", sick, label);
        walk.product().sandboxMode(sick, "invalid");
        brand.chat("groq/sandbox/chat");
        RoutingPage.make(brand, word + "/only", MODEL);
        String policy = "{\"allowed_models\":[\"openrouter/*\",\"groq/*\",\"agent/*\",\"" + word + "/only\"]}";
        assertEquals(
                200, brand.api().send("PUT", "/api/v1/model-policy", policy).status());
        String invite = "{\"key_label\":\"" + word + " guest\"}";
        JsonNode invited = brand.api().post("/api/v1/invites", invite).json();
        Minted agent = Minted.make(brand, word + " agent");
        String trace;
        try (Http robot = walk.product().http(agent.token())) {
            trace = robot.post("/v1/chat/completions", Brand.ask(word + "/only"))
                    .header("X-Request-Id");
        }
        return new House(
                brand,
                word,
                key,
                agent.id(),
                trace,
                List.of(
                        well,
                        sick,
                        agent.token(),
                        brand.token(),
                        invited.required("link").asText()));
    }
}
