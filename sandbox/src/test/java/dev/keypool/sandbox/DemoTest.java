package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo against a server made for this test, which keeps the contract's promises or breaks one. */
class DemoTest extends SandboxCase {
    @TempDir
    Path directory = Path.of("");

    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    DemoTest() throws IOException {}

    @Test
    void twelveCallsAreSixAndSixOnBothSides() throws IOException, InterruptedException, DemoCalls.Failure {
        try (FakeKeypool keypool = new FakeKeypool(sandbox, 6, 0)) {
            demo(keypool, bootstrap()).run();
        }
        String shown = screen.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("sandbox counted 6 + 6, Keypool counted 6 + 6"), shown);
        assertTrue(shown.contains("chat  6  : 200  Demo primary   openai/gpt-4o-mini"), shown);
        assertTrue(shown.contains("chat  7  : 200  Demo spare     openai/gpt-4o-mini"), shown);
        assertTrue(shown.contains("message  : 200  Demo spare     anthropic/claude-sonnet-4.5"), shown);
        assertTrue(shown.contains("embedding: 200  Demo spare     openai/text-embedding-3-small"), shown);
        assertTrue(shown.contains("\"key_label\" : \"Demo spare\""), shown);
        assertTrue(shown.contains("curl -s http://127.0.0.1:"), shown);
        assertTrue(shown.contains("-H 'Authorization: Bearer cli:key:secret'"), shown);
        assertTrue(shown.contains("/docs"), shown);
    }

    @Test
    void aSecondRunUsesTheSameIntegrationsAndComparesWhatIsNew()
            throws IOException, InterruptedException, DemoCalls.Failure {
        try (FakeKeypool keypool = new FakeKeypool(sandbox, 6, 0)) {
            Path bootstrap = bootstrap();
            demo(keypool, bootstrap).run();
            demo(keypool, bootstrap).run();
            assertEquals(2, keypool.integrations());
        }
        String shown = screen.toString(StandardCharsets.UTF_8);
        assertTrue(shown.contains("sandbox counted 0 + 12, Keypool counted 0 + 12"), shown);
    }

    @Test
    void aServerThatCountsWronglyIsFoundOut() throws IOException {
        try (FakeKeypool keypool = new FakeKeypool(sandbox, 6, 1)) {
            assertEquals("The two counts differ.", failure(keypool, bootstrap()));
        }
    }

    @Test
    void aServerThatGoesOverTheLimitIsFoundOut() throws IOException {
        try (FakeKeypool keypool = new FakeKeypool(sandbox, 7, 0)) {
            assertEquals("The primary key was sent 7 requests; its limit is 6.", failure(keypool, bootstrap()));
        }
    }

    @Test
    void aMissingBootstrapFileIsToldInASentence() throws IOException {
        try (FakeKeypool keypool = new FakeKeypool(sandbox, 6, 0)) {
            String message = failure(keypool, directory.resolve("nowhere.json"));
            assertTrue(message.startsWith("Cannot read the client token from "), message);
        }
    }

    @Test
    void aMissingArgumentIsToldInASentence() {
        IllegalArgumentException bad =
                assertThrows(IllegalArgumentException.class, () -> Demo.stage("--server", "http://127.0.0.1:1"));
        assertTrue(String.valueOf(bad.getMessage()).startsWith("--sandbox is missing. Usage: "), bad.getMessage());
    }

    private String failure(FakeKeypool keypool, Path bootstrap) {
        Demo demo = demo(keypool, bootstrap);
        return String.valueOf(assertThrows(DemoCalls.Failure.class, demo::run).getMessage());
    }

    private Demo demo(FakeKeypool keypool, Path bootstrap) {
        Demo.Stage stage = new Demo.Stage(keypool.origin(), URI.create(sandbox.origin()), bootstrap);
        PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
        return new Demo(stage, out, clock, new SplittableRandom(5));
    }

    private Path bootstrap() throws IOException {
        return Files.writeString(
                directory.resolve("bootstrap.json"), "{\"brand_id\":1,\"client_token\":\"cli:key:secret\"}");
    }
}
