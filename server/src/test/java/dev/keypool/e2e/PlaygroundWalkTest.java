package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations in the dashboard's playground, walked in a real browser: what is shown is what the ledger and the provider know. */
final class PlaygroundWalkTest {
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
    void aConversationGoesOnTurnByTurnAndEachAnswerTellsHowItWasServed() {
        String credential = Brand.openRouterKey();
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            long id = brand.key("openrouter", credential, "\"key_label\":\"Production\"");
            tab.open("/playground", "Playground");
            model(tab, MODEL);
            tab.page().getByLabel("System prompt").fill("Be brief.");
            tab.page().getByLabel("Temperature").fill("0.5");
            ask(tab, "Hello there");
            tab.has(served(tab), "Success");
            assertThat(served(tab).getByRole(AriaRole.LINK, named("Production")).first())
                    .hasAttribute("href", "/dashboard/vault/" + id);
            JsonNode trace = trace(brand);
            tab.has(served(tab), "openrouter / " + trace.get("served_model").asText());
            tab.has(served(tab), "Tokens in" + trace.at("/tokens/input").asText());
            assertTrue(trace.get("streamed").asBoolean());
            assertEquals(KeyBehaviour.OK.reply().text(), answer(tab).innerText());

            ask(tab, "And then?");
            assertThat(turns(tab)).hasCount(2);
            tab.has(served(tab), "Success");
            JsonNode sent = sent(credential);
            assertEquals(0.5, sent.get("temperature").asDouble());
            assertEquals(1024, sent.get("max_tokens").asInt());
            assertEquals(
                    List.of("Be brief.", "Hello there", KeyBehaviour.OK.reply().text(), "And then?"),
                    sent.get("messages").findValuesAsText("content"));

            served(tab).getByRole(AriaRole.LINK, named("Full trace")).click();
            tab.see(tab.page().getByText(Pattern.compile("^Attempt 1:")));
            tab.page().goBack();
            tab.heading("Playground");
            assertThat(turns(tab)).hasCount(2);
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
            tab.open("/playground", "Playground");
            model(tab, MODEL);
            ask(tab, "Take your time");
            tab.has(answer(tab), "Slow");
            tab.button("Stop").click();
            tab.has(turns(tab).last(), "Stopped");
            tab.has(served(tab), "Aborted");
            walk.product()
                    .sandbox()
                    .awaitBooks(credential, books -> books.counts().abortedByClient() == 1, Duration.ofSeconds(30));
            assertEquals("aborted", trace(brand).get("status").asText());
            assertThat(tab.button("Stop")).isHidden();
        }
    }

    @Test
    void aWholeAnswerIsAskedForAndTheCacheGivesItAgain() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", Brand.openRouterKey());
            tab.open("/playground?model=" + MODEL, "Playground");
            assertThat(tab.page().getByRole(AriaRole.COMBOBOX)).hasValue(MODEL);
            tab.page().getByLabel("Stream the answer").uncheck();
            tab.page().getByLabel("Use the answer cache").check();
            ask(tab, "Once");
            tab.has(served(tab), "Success");
            assertFalse(trace(brand).get("streamed").asBoolean());
            tab.button("New conversation").click();
            ask(tab, "Once");
            tab.has(served(tab), "From the cache");
            assertEquals(KeyBehaviour.OK.reply().text(), answer(tab).innerText());
            assertTrue(trace(brand).get("cache_hit").asBoolean());
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
            alias(brand);
            tab.open("/playground", "Playground");
            Locator field = tab.page().getByRole(AriaRole.COMBOBOX);
            field.fill("team");
            tab.see(option(tab, "team/chat"));
            field.press("ArrowDown");
            assertThat(field).hasAttribute("aria-activedescendant", Pattern.compile("-0$"));
            field.press("Enter");
            assertThat(field).hasValue("team/chat");
            tab.has(tab.page().locator(".request .hint").first(), "For the team. Leads to groq/sandbox/chat");
            ask(tab, "Hello");
            tab.has(served(tab), "Fallback");
            Locator steps = served(tab).getByRole(AriaRole.LISTITEM);
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
            tab.open("/playground", "Playground");
            model(tab, "groq/sandbox/chat");
            ask(tab, "Think");
            tab.has(served(tab), "Success");
            assertThat(tab.page().getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Reasoning")))
                    .hasText("First I think.");
            assertEquals("<b>Then</b> I say.", answer(tab).innerText());
        }
    }

    @Test
    void whatIsRefusedIsToldAtItsFieldAndInTheTurnAndSentAgainWhenItIsMended() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab()
                        .signIn(brand.token())
                        .expecting(400)
                        .expecting(503)
                        .expecting(404)) {
            brand.key("openrouter", Brand.openRouterKey());
            tab.open("/playground", "Playground");
            model(tab, MODEL);
            tab.button("Send").click();
            tab.see(tab.page().getByText("Write a message."));
            tab.page().getByLabel("Temperature").fill("3");
            ask(tab, "Hello");
            tab.has(turns(tab).last().getByRole(AriaRole.ALERT), "temperature");
            assertThat(tab.page().getByLabel("Temperature")).hasAttribute("aria-invalid", "true");
            tab.has(served(tab), "No provider was asked.");
            tab.page().getByLabel("Temperature").fill("");
            tab.button("Send again").click();
            tab.has(served(tab), "Success");
            assertThat(turns(tab)).hasCount(1);
            model(tab, "agent/nonsense");
            ask(tab, "Hello");
            tab.has(turns(tab).last().getByRole(AriaRole.ALERT), "agent/nonsense");
            assertThat(tab.page().getByRole(AriaRole.COMBOBOX)).hasAttribute("aria-invalid", "true");
        }
    }

    @Test
    void anAnswerThatBreaksKeepsWhatCameAndTellsTheServersSentence() {
        String credential = Brand.openRouterKey();
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", credential);
            walk.product()
                    .sandbox()
                    .configure(
                            credential,
                            KeyBehaviour.OK.fault(Fault.of(Mode.BROKEN_STREAM).afterChunks(3)));
            tab.open("/playground", "Playground");
            model(tab, MODEL);
            ask(tab, "Hello");
            Locator alert = turns(tab).last().getByRole(AriaRole.ALERT);
            tab.see(alert);
            tab.has(alert, "Request play-");
            tab.has(served(tab), "Truncated");
            assertFalse(answer(tab).innerText().isEmpty());
            assertEquals(trace(brand).get("id").asText(), alert.locator(".mono").innerText());
        }
    }

    @Test
    void aSlowKeysExhaustionTellsEachKeysReason() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(429)) {
            long id = brand.key("openrouter", Brand.openRouterKey(), "\"minute_limit\":1");
            assertEquals(200, brand.chat(MODEL).status());
            tab.open("/playground", "Playground");
            model(tab, MODEL);
            ask(tab, "Hello");
            tab.has(turns(tab).last().getByRole(AriaRole.ALERT), "Try again in");
            tab.has(served(tab), "Key " + id + ": ");
        }
    }

    @Test
    void twoBrandsInOneBrowserSeeNothingOfEachOthersConversation() {
        try (Brand one = walk.brand();
                Brand other = walk.brand();
                Tab tab = walk.tab().signIn(one.token())) {
            one.key("openrouter", Brand.openRouterKey());
            tab.open("/playground", "Playground");
            model(tab, MODEL);
            ask(tab, "A secret of ours");
            tab.has(served(tab), "Success");
            tab.button("Sign out").click();
            tab.heading("Sign in");
            tab.page().getByLabel("Client token").fill(other.token());
            tab.button("Sign in").click();
            tab.heading("Playground");
            tab.see(tab.page().getByText("No key can answer yet"));
            assertFalse(tab.page().content().contains("A secret of ours"));
            assertEquals(0, other.api().get("/v1/traces").json().get("data").size());

            other.key("openrouter", Brand.openRouterKey());
            place(tab, "Vault");
            place(tab, "Playground");
            tab.see(tab.page().getByText("Nothing said yet"));
            assertThat(tab.page().getByRole(AriaRole.COMBOBOX)).hasValue("agent/chat");
        }
    }

    @Test
    void everyStateOfThePageIsAccessibleInLightAndDarkWideAndNarrow() {
        String sick = Brand.groqKey();
        String wordy = Brand.openRouterKey();
        try (Brand brand = walk.brand()) {
            brand.key("groq", sick, "\"key_label\":\"Fast\"");
            brand.key("openrouter", wordy, "\"key_label\":\"Spare, of the account that nobody dares to close\"");
            walk.product().sandboxMode(sick, "error_500");
            walk.product()
                    .sandbox()
                    .configure(
                            wordy,
                            KeyBehaviour.OK
                                    .thinking("Where a lighthouse stands there is somebody who keeps it.\n".repeat(12))
                                    .text("A lighthouse.\n\n" + "Averylongword".repeat(12)
                                            + "\n\nIts keeper keeps it."));
            alias(brand);
            look(brand, ColorScheme.LIGHT, 1280);
            look(brand, ColorScheme.DARK, 360);
        }
    }

    private void look(Brand brand, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = walk.tab(scheme, width).signIn(brand.token()).expecting(400)) {
            tab.open("/playground", "Playground");
            tab.page().getByRole(AriaRole.COMBOBOX).fill("team");
            tab.see(option(tab, "team/chat"));
            tab.inspect("playground-empty" + as);
            model(tab, "team/chat");
            ask(tab, "What is a light at the edge of the sea called, and who keeps it?");
            tab.has(served(tab), "Fallback");
            tab.inspect("playground" + as);
            tab.page().getByLabel("Temperature").fill("3");
            ask(tab, "Hello");
            tab.has(served(tab), "No provider was asked.");
            tab.inspect("playground-refused" + as);
            tab.button("Copy as code").click();
            tab.see(tab.dialog());
            tab.inspect("playground-code" + as);
        }
    }

    private static void alias(Brand brand) {
        String models = "[\"groq/sandbox/chat\",\"" + MODEL + "\"]";
        String alias = "{\"name\":\"team/chat\",\"use_case\":\"For the team.\",\"models\":" + models + "}";
        assertEquals(201, brand.api().post("/api/v1/aliases", alias).status());
    }

    @Test
    void eventsAreReadWhateverTheBordersOfTheirBytes() {
        try (Tab tab = walk.tab()) {
            tab.page().navigate("/dashboard");
            String stream =
                    "\ufeff: hello\r\ndata: {\"a\":\r\ndata:\"caf\u00e9 \ud83d\ude42\"}\r\n\r\nevent: odd\rid: 7\rdata\r\r"
                            + "retry: 5\n\ndata:  two blanks\n\n\ndata: last";
            Object expected = List.of(
                    Map.of("comment", "hello"),
                    Map.of("event", "message", "data", "{\"a\":\n\"caf\u00e9 \ud83d\ude42\"}"),
                    Map.of("event", "odd", "data", ""),
                    Map.of("event", "message", "data", " two blanks"),
                    Map.of("event", "message", "data", "last"));
            int bytes = stream.getBytes(StandardCharsets.UTF_8).length;
            for (int size = 1; size <= bytes; size++) assertEquals(expected, events(tab, stream, size), "size " + size);
        }
    }

    /** What the dashboard's own module makes of a stream that comes in pieces of so many bytes. */
    private static Object events(Tab tab, String stream, int size) {
        return tab.page().evaluate("""
                        async ([stream, size]) => {
                          const app = document.querySelector('script[type=module]').src;
                          const { eventsOf } = await import(app.replace('app.js', 'sse.js'));
                          const bytes = new TextEncoder().encode(stream);
                          const body = new ReadableStream({
                            start(to) {
                              for (let at = 0; at < bytes.length; at += size) to.enqueue(bytes.slice(at, at + size));
                              to.close();
                            },
                          });
                          const events = [];
                          for await (const event of eventsOf(body)) events.push(event);
                          return events;
                        }""", List.of(stream, size));
    }

    private static void place(Tab tab, String name) {
        tab.page()
                .getByRole(AriaRole.NAVIGATION)
                .getByRole(AriaRole.LINK, named(name))
                .click();
        tab.heading(name);
    }

    private static void model(Tab tab, String name) {
        Locator field = tab.page().getByRole(AriaRole.COMBOBOX);
        field.fill(name);
        field.press("Escape");
    }

    private static void ask(Tab tab, String words) {
        Locator field = tab.page().getByLabel("Message");
        field.fill(words);
        field.press("Control+Enter");
    }

    private static Locator turns(Tab tab) {
        return tab.page().getByRole(AriaRole.ARTICLE);
    }

    private static Locator answer(Tab tab) {
        return turns(tab).last().locator(".answered > .words");
    }

    private static Locator served(Tab tab) {
        return turns(tab).last().getByRole(AriaRole.GROUP, named("How it was served"));
    }

    private static Locator option(Tab tab, String value) {
        return tab.page().getByRole(AriaRole.OPTION).filter(new Locator.FilterOptions().setHasText(value));
    }

    private static Locator.GetByRoleOptions named(String name) {
        return new Locator.GetByRoleOptions().setName(name).setExact(true);
    }

    /** The latest request of the brand. */
    private static JsonNode trace(Brand brand) {
        return brand.api().get("/v1/traces?limit=1").json().at("/data/0");
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
