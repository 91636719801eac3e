package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.keypool.sandbox.Fault;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import java.nio.charset.StandardCharsets;
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

/** The dashboard's playground when something goes wrong, and how all of its states look; in a real browser. */
final class PlaygroundFaultsTest {
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
    void whatIsRefusedIsToldAtItsFieldAndInTheTurnAndSentAgainWhenItIsMended() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab()
                        .signIn(brand.token())
                        .expecting(400)
                        .expecting(503)
                        .expecting(404)) {
            brand.key("openrouter", Brand.openRouterKey());
            Playground play = Playground.open(tab);
            play.model(Playground.MODEL);
            tab.button("Send").click();
            tab.see(tab.page().getByText("Write a message."));
            tab.page().getByLabel("Temperature").fill("3");
            play.ask("Hello");
            tab.has(play.turns().last().getByRole(AriaRole.ALERT), "temperature");
            assertThat(tab.page().getByLabel("Temperature")).hasAttribute("aria-invalid", "true");
            tab.has(play.served(), "No provider was asked.");
            tab.page().getByLabel("Temperature").fill("");
            tab.button("Send again").click();
            tab.has(play.served(), "Success");
            assertThat(play.turns()).hasCount(1);
            play.model("agent/nonsense");
            play.ask("Hello");
            tab.has(play.turns().last().getByRole(AriaRole.ALERT), "agent/nonsense");
            assertThat(play.field()).hasAttribute("aria-invalid", "true");
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
            Playground play = Playground.open(tab);
            play.model(Playground.MODEL);
            play.ask("Hello");
            Locator alert = play.turns().last().getByRole(AriaRole.ALERT);
            tab.see(alert);
            tab.has(alert, "Request play-");
            tab.has(play.served(), "Truncated");
            assertFalse(play.answer().innerText().isEmpty());
            assertEquals(
                    Playground.latest(brand).get("id").asText(),
                    alert.locator(".mono").innerText());
        }
    }

    @Test
    void aSlowKeysExhaustionTellsEachKeysReason() {
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token()).expecting(429)) {
            long id = brand.key("openrouter", Brand.openRouterKey(), "\"minute_limit\":1");
            assertEquals(200, brand.chat(Playground.MODEL).status());
            Playground play = Playground.open(tab);
            play.model(Playground.MODEL);
            play.ask("Hello");
            tab.has(play.turns().last().getByRole(AriaRole.ALERT), "Try again in");
            tab.has(play.served(), "Key " + id + ": ");
        }
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
            Playground.alias(brand);
            look(brand, ColorScheme.LIGHT, 1280);
            look(brand, ColorScheme.DARK, 360);
        }
    }

    private void look(Brand brand, ColorScheme scheme, int width) {
        String as = "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width;
        try (Tab tab = walk.tab(scheme, width).signIn(brand.token()).expecting(400)) {
            Playground play = Playground.open(tab);
            play.field().fill("team");
            tab.see(play.option("team/chat"));
            tab.inspect("playground-empty" + as);
            play.model("team/chat");
            play.ask("What is a light at the edge of the sea called, and who keeps it?");
            tab.has(play.served(), "Fallback");
            tab.inspect("playground" + as);
            tab.page().getByLabel("Temperature").fill("3");
            play.ask("Hello");
            tab.has(play.served(), "No provider was asked.");
            tab.inspect("playground-refused" + as);
            tab.button("Copy as code").click();
            tab.see(tab.dialog());
            tab.inspect("playground-code" + as);
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
}
