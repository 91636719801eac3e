package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.keypool.sandbox.KeyBehaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations in the dashboard's playground, walked in a real browser: what is shown is what the ledger and the provider know. */
final class PlaygroundWalkTest {
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
    void besideAnAnswerStandsHowItWasServedAndTheConversationIsThereAfterALookAtItsTrace() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long id = brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Production\"");
            Playground play = Playground.open(tab);
            play.model(Playground.MODEL);
            play.ask("Hello there");
            tab.has(play.served(), "Success");
            Locator key = play.served().getByRole(AriaRole.LINK, Playground.named("Production"));
            assertThat(key.first()).hasAttribute("href", "/dashboard/vault/" + id);
            JsonNode trace = Playground.latest(brand);
            tab.has(play.served(), "openrouter / " + trace.get("served_model").asText());
            tab.has(play.served(), "Tokens in" + trace.at("/tokens/input").asText());
            assertTrue(trace.get("streamed").asBoolean());

            play.served()
                    .getByRole(AriaRole.LINK, Playground.named("Full trace"))
                    .click();
            tab.see(tab.page().getByText(Pattern.compile("^Attempt 1:")));
            tab.page().goBack();
            tab.heading("Playground");
            assertEquals(KeyBehaviour.OK.reply().text(), play.answer().innerText());
        }
    }

    @Test
    void aConversationGoesOnTurnByTurnUntilANewOneBegins() {
        String credential = Brand.openRouterKey();
        String answer = KeyBehaviour.OK.reply().text();
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", credential);
            Playground play = Playground.open(tab);
            play.model(Playground.MODEL);
            tab.page().getByLabel("System prompt").fill("Be brief.");
            tab.page().getByLabel("Temperature").fill("0.5");
            play.ask("Hello there");
            tab.has(play.served(), "Success");
            play.ask("And then?");
            assertThat(play.turns()).hasCount(2);
            tab.has(play.served(), "Success");
            JsonNode sent = sent(credential);
            assertEquals(0.5, sent.get("temperature").asDouble());
            assertEquals(1024, sent.get("max_tokens").asInt());
            List<String> said = sent.get("messages").findValuesAsText("content");
            assertEquals(List.of("Be brief.", "Hello there", answer, "And then?"), said);
            tab.button("New conversation").click();
            tab.see(tab.page().getByText("Nothing said yet"));
        }
    }

    @Test
    void anAnswerComesAsItIsSaidAndCanBeStopped() {
        String credential = Brand.openRouterKey();
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(404)) {
            brand.key("openrouter", credential);
            walk.product()
                    .sandbox()
                    .configure(
                            credential,
                            KeyBehaviour.OK
                                    .text("Slowly it begins. ".repeat(40))
                                    .chunks(600, 100));
            Playground play = Playground.open(tab);
            play.model(Playground.MODEL);
            play.ask("Take your time");
            tab.has(play.answer(), "Slow");
            tab.button("Stop").click();
            tab.has(play.turns().last(), "Stopped");
            tab.has(play.served(), "Aborted");
            walk.product()
                    .sandbox()
                    .awaitBooks(credential, books -> books.counts().abortedByClient() == 1, Duration.ofSeconds(30));
            assertEquals("aborted", Playground.latest(brand).get("status").asText());
            assertThat(tab.button("Stop")).isHidden();
        }
    }

    @Test
    void aWholeAnswerIsAskedForAndTheCacheGivesItAgain() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", Brand.openRouterKey());
            tab.open("/playground?model=" + Playground.MODEL, "Playground");
            Playground play = new Playground(tab);
            assertThat(play.field()).hasValue(Playground.MODEL);
            tab.page().getByLabel("Stream the answer").uncheck();
            tab.page().getByLabel("Use the answer cache").check();
            play.ask("Once");
            tab.has(play.served(), "Success");
            assertFalse(Playground.latest(brand).get("streamed").asBoolean());
            tab.button("New conversation").click();
            play.ask("Once");
            tab.has(play.served(), "From the cache");
            assertEquals(KeyBehaviour.OK.reply().text(), play.answer().innerText());
            assertTrue(Playground.latest(brand).get("cache_hit").asBoolean());
        }
    }

    @Test
    void aFallbackShowsWhyTheFirstKeyWasLeftAndWhichOneServed() {
        String sick = Brand.groqKey();
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("groq", sick, "\"key_label\":\"Fast\"");
            brand.key("openrouter", Brand.openRouterKey(), "\"key_label\":\"Spare\"");
            walk.product().sandboxMode(sick, "error_500");
            Playground.alias(brand);
            Playground play = Playground.open(tab);
            Locator field = play.field();
            field.fill("team");
            tab.see(play.option("team/chat"));
            field.press("ArrowDown");
            assertThat(field).hasAttribute("aria-activedescendant", Pattern.compile("-0$"));
            field.press("Enter");
            assertThat(field).hasValue("team/chat");
            tab.has(tab.page().locator(".request .hint").first(), "For the team. Leads to groq/sandbox/chat");
            play.ask("Hello");
            tab.has(play.served(), "Fallback");
            Locator steps = play.served().getByRole(AriaRole.LISTITEM);
            tab.has(steps.first(), "groq / sandbox/chat with Fast");
            tab.has(steps.first(), "The server had an error.");
            tab.has(steps.last(), "with Spare");
        }
    }

    @Test
    void reasoningIsShownApartFromTheAnswer() {
        String credential = Brand.groqKey();
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("groq", credential);
            walk.product()
                    .sandbox()
                    .configure(
                            credential,
                            KeyBehaviour.OK.thinking("First I think.").text("<b>Then</b> I say."));
            Playground play = Playground.open(tab);
            play.model("groq/sandbox/chat");
            play.ask("Think");
            tab.has(play.served(), "Success");
            assertThat(tab.page().getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Reasoning")))
                    .hasText("First I think.");
            assertEquals("<b>Then</b> I say.", play.answer().innerText());
        }
    }

    @Test
    void twoBrandsInOneBrowserSeeNothingOfEachOthersConversation() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab tab = walk.tab().signIn(one.token())) {
            one.key("openrouter", Brand.openRouterKey());
            Playground play = Playground.open(tab);
            play.model(Playground.MODEL);
            play.ask("A secret of ours");
            tab.has(play.served(), "Success");
            tab.button("Sign out").click();
            tab.heading("Sign in");
            tab.page().getByLabel("Client token").fill(other.token());
            tab.button("Sign in").click();
            tab.heading("Playground");
            tab.see(tab.page().getByText("No key can answer yet"));
            assertFalse(tab.page().content().contains("A secret of ours"));
            assertEquals(0, other.api().get("/v1/traces").json().get("data").size());

            other.key("openrouter", Brand.openRouterKey());
            play.place("Vault");
            play.place("Playground");
            tab.see(tab.page().getByText("Nothing said yet"));
            assertThat(play.field()).hasValue("agent/chat");
        }
    }

    private JsonNode sent(String credential) {
        String body =
                walk.product().sandbox().lastCall(credential).orElseThrow().text();
        try {
            return Http.JSON.readTree(body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notJson) {
            throw new AssertionError(body, notJson);
        }
    }
}
