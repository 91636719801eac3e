package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTest {
    private final SettableClock clock = new SettableClock();

    @Test
    void aTakenPortIsToldInASentence() throws IOException {
        try (Sandbox first = Sandbox.start(SandboxSettings.free(clock))) {
            SandboxSettings same = SandboxSettings.free(clock).port(first.port());
            IOException taken = assertThrows(IOException.class, () -> Sandbox.start(same));
            String message = String.valueOf(taken.getMessage());
            assertTrue(message.startsWith("The sandbox cannot listen on 127.0.0.1:" + first.port() + ": "), message);
        }
    }

    @Test
    void aClosedSandboxListensNoMore() throws IOException {
        Sandbox sandbox = Sandbox.start(SandboxSettings.free(clock));
        sandbox.close();
        assertThrows(
                ConnectException.class, () -> new Socket(InetAddress.getLoopbackAddress(), sandbox.port()).close());
    }

    @Test
    void twoEventLoopsShareOnePortAndOneSetOfBooks() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.free(clock).eventLoops(2));
                Client client = new Client(sandbox)) {
            sandbox.configure("k", KeyBehaviour.OK.minuteLimit(150));
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 200; i++) {
                    callers.execute(() -> client.chat("groq", "k"));
                }
            }
            assertEquals(150, sandbox.books("k").answered());
            assertEquals(50, sandbox.books("k").refused("rate_limited"));
        }
    }

    @Test
    void argumentsBecomeSettings() {
        SandboxSettings settings =
                SandboxMain.settings("--port", "0", "--strict", "--loops", "2", "--host", "::1", "--seed", "7");
        assertEquals(0, settings.port());
        assertTrue(settings.strict());
        assertEquals(2, settings.eventLoops());
        assertEquals("::1", settings.host());
        assertEquals(7, settings.seed());
        assertEquals(8089, SandboxMain.settings().port());
    }

    @ParameterizedTest
    @CsvSource({
        "--prot 1, Unknown argument '--prot'.",
        "--port, --port needs a value.",
        "--port x, --port needs a whole number; it was 'x'.",
        "--port 70000, The port must be 0 to 65535",
        "--loops 0, Event loops must be 1 to 64"
    })
    void badArgumentsAreToldInASentence(String arguments, String sentence) {
        IllegalArgumentException bad =
                assertThrows(IllegalArgumentException.class, () -> SandboxMain.settings(arguments.split(" ")));
        assertTrue(String.valueOf(bad.getMessage()).startsWith(sentence), bad.getMessage());
    }

    @Test
    void aBaseUrlNamesThePlayedProvider() throws IOException {
        try (Sandbox sandbox = Sandbox.start(SandboxSettings.free(clock))) {
            assertEquals("http://127.0.0.1:" + sandbox.port() + "/groq/v1", sandbox.baseUrl("groq"));
        }
    }
}
