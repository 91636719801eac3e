package dev.keypool.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.keypool.sandbox.KeyBehaviour;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that the playground gives, run against the server that gave it: the provider must get each text as it was written. */
final class PlaygroundCodeTest {
    /** What a shell and three languages read in another way than it stands, unless it is quoted well. */
    private static final String NASTY = "It's \"quoted\": $HOME ${x} $(date) `id` !! %s #{y} {z} & <b>\n"
            + "\\ \\n \\u0041 \\' '''three''' \"\"\"three\"\"\"\n\tcaf\u00e9 \u4f60\u597d \ud83d\ude42 \u2028 \u007f ends with \\";

    private static final String ANSWER = "He said: 'it's $5, \\o/'";

    private static @Nullable Walk started;

    @TempDir
    private Path dir;

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
    void curlSendsEveryTextAsItWasWritten() throws Exception {
        assumeTrue(present("bash") && present("curl"), "neither bash nor curl on this machine");
        runs("curl", "ask.sh", file -> List.of("bash", file));
    }

    @Test
    void pythonSendsEveryTextAsItWasWritten() throws Exception {
        assumeTrue(present("python3"), "no python3 on this machine");
        Files.copy(resource("python/openai.py"), dir.resolve("openai.py"));
        runs("Python", "ask.py", file -> List.of("python3", file));
    }

    @Test
    void javaScriptSendsEveryTextAsItWasWritten() throws Exception {
        assumeTrue(present("node"), "no node on this machine");
        Path module = Files.createDirectories(dir.resolve("node_modules/openai"));
        for (String name : List.of("package.json", "index.mjs"))
            Files.copy(resource("node/openai/" + name), module.resolve(name));
        runs("JavaScript", "ask.mjs", file -> List.of("node", file));
    }

    @Test
    void javaSendsEveryTextAsItWasWritten() throws Exception {
        runs("Java", "Ask.java", this::java);
    }

    @Test
    void javaTakesATextLongerThanItsConstantsAndOpenAisNewerModelsGetTheirNameOfTheBound() throws Exception {
        String credential = Brand.openRouterKey();
        String text = "caf\u00e9 \ud83d\ude42".repeat(10_000);
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", credential);
            brand.api()
                    .post("/api/v1/aliases", "{\"name\":\"team/small\",\"models\":[\"openrouter/openai/gpt-5-nano\"]}");
            Page page = tab.open("/playground?model=team/small", "Playground").page();
            tab.see(page.getByText("Alias. Leads to openrouter/openai/gpt-5-nano"));
            page.getByLabel("Message").fill(text);
            run(code(tab, "Java"), "Ask.java", this::java, brand);
            JsonNode sent = sent(credential);
            assertEquals(1024, sent.get("max_completion_tokens").asInt());
            assertFalse(sent.has("max_tokens"));
            assertEquals(text, sent.at("/messages/0/content").asText());
        }
    }

    /** How a file is run. */
    private interface Command {
        List<String> of(String file);
    }

    private void runs(String language, String file, Command command) throws Exception {
        String credential = Brand.openRouterKey();
        walk.product().sandbox().configure(credential, KeyBehaviour.OK.text(ANSWER));
        try (Brand brand = walk.brand();
                Tab tab = walk.tab().signIn(brand.token())) {
            brand.key("openrouter", credential);
            write(tab);
            String streaming = code(tab, language);
            tab.button("Close").click();
            assertEquals(ANSWER, said(language, run(streaming, file, command, brand)));
            asWritten(credential, true);

            tab.page().getByLabel("Stream the answer").uncheck();
            tab.page().getByLabel("Use the answer cache").check();
            String whole = code(tab, language);
            assertEquals(ANSWER, said(language, run(whole, file, command, brand)));
            asWritten(credential, false);
            assertEquals(ANSWER, said(language, run(whole, file, command, brand)));
            assertEquals(3, walk.product().sandbox().books(credential).received(), "the last one came from the cache");
        }
    }

    private List<String> java(String file) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(java, "-cp", System.getProperty("java.class.path"), file);
    }

    /** A turn, and a message that is not sent. */
    private static void write(Tab tab) {
        Page page = tab.open("/playground", "Playground").page();
        page.getByRole(AriaRole.COMBOBOX).fill("openrouter/sandbox/chat");
        page.getByRole(AriaRole.COMBOBOX).press("Escape");
        page.getByLabel("System prompt").fill(NASTY);
        page.getByLabel("Temperature").fill("0.5");
        page.getByLabel("Max. tokens").fill("77");
        page.getByLabel("Message").fill("Hello");
        tab.button("Send").click();
        tab.see(page.getByText("Answered."));
        page.getByLabel("Message").fill(NASTY);
    }

    private static String code(Tab tab, String language) {
        tab.button("Copy as code").click();
        tab.in(tab.dialog(), language).click();
        Locator code = tab.dialog().locator("pre");
        assertThat(code).hasAttribute("aria-label", language + " code");
        return code.evaluate("each => each.textContent").toString();
    }

    private void asWritten(String credential, boolean streamed) throws IOException {
        JsonNode sent = sent(credential);
        assertEquals(streamed, sent.path("stream").asBoolean());
        assertEquals(0.5, sent.get("temperature").asDouble());
        assertEquals(77, sent.get("max_tokens").asInt());
        List<String> texts = sent.get("messages").findValuesAsText("content");
        assertEquals(List.of(NASTY, "Hello", ANSWER, NASTY), texts);
    }

    private JsonNode sent(String credential) throws IOException {
        return Http.JSON.readTree(
                walk.product().sandbox().lastCall(credential).orElseThrow().text());
    }

    private String run(String code, String file, Command command, Brand brand) throws Exception {
        Path errors = dir.resolve("errors");
        Files.writeString(dir.resolve(file), code);
        ProcessBuilder builder = new ProcessBuilder(command.of(file)).directory(dir.toFile());
        builder.environment().put("KEYPOOL_TOKEN", brand.token());
        builder.redirectError(errors.toFile());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> read(errors) + code);
        return out;
    }

    /** What the answer says in what the code printed. */
    private static String said(String language, String printed) throws IOException {
        if (!language.equals("curl")) return printed.strip();
        return printed.startsWith("{")
                ? Http.JSON.readTree(printed).at("/choices/0/message/content").asText()
                : Sse.of(printed).content();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean present(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(PlaygroundCodeTest.class.getResource("/playground/" + name))
                .toURI());
    }
}
