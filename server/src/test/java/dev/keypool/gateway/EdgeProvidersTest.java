package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers that never end: each is cut off at its bound, booked, and told as a provider's failure. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EdgeProvidersTest {
    private static final String TEXT =
            "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"one\"},\"finish_reason\":null}]}\n\n";
    private static final String STOP =
            "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    private static final String STREAM = ",\"stream\":true";

    private GatewayRig rig;
    private final CountDownLatch cut = new CountDownLatch(1);

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        GatewaySettings usual = GatewaySettings.STANDARD;
        rig = new GatewayRig(
                folder,
                new GatewaySettings(
                        usual.bodyLimit(),
                        usual.fileLimit(),
                        usual.keptForRetry(),
                        1 << 20,
                        usual.attempts(),
                        usual.deadline(),
                        usual.longestDeadline(),
                        usual.connect(),
                        usual.firstByte(),
                        usual.firstToken(),
                        usual.idle(),
                        usual.connections(),
                        usual.keepAlive(),
                        usual.modelsFor(),
                        usual.publicCatalogue()));
        rig.key(1, "groq");
        rig.key(2, "anthropic");
        rig.key(3, "openai");
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    /** What both keys send, and then one piece until the gateway cuts the connection. */
    private void endless(String head, String piece) {
        for (String key : new String[] {"key-1", "key-2", "key-3"})
            rig.provider.when(key, (request, wire) -> {
                try {
                    wire.raw(head);
                    while (true) wire.raw(piece);
                } finally {
                    cut.countDown();
                }
            });
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static String chunked(String type) {
        return "HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n\r\n";
    }

    private HttpResponse<String> post(String path, String model, String more) throws Exception {
        return rig.send(rig.request("/v1" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"" + model + "\"," + asked(path) + more + "}")));
    }

    private static String asked(String path) {
        return switch (path) {
            case "/audio/speech" -> "\"input\":\"hi\",\"voice\":\"v\"";
            case "/embeddings" -> "\"input\":\"hi\"";
            default -> "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        };
    }

    private void assertCut(int status, HttpResponse<String> response) throws Exception {
        assertEquals(status, response.statusCode(), response.body());
        assertTrue(cut.await(20, TimeUnit.SECONDS), "the provider is cut off");
        assertEquals(1, rig.rows().size());
        assertEquals(0, rig.ledger.inFlight());
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, groq/m",
        "/chat/completions, anthropic/m",
        "/messages, groq/m",
        "/embeddings, openai/m",
        "/audio/speech, groq/m"
    })
    void endlessHeadersAreAProviderError(String path, String model) throws Exception {
        endless("HTTP/1.1 200 OK\r\n", "x-more: and more\r\n");
        assertCut(502, post(path, model, ""));
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions, groq/m", "/chat/completions, anthropic/m", "/messages, groq/m"})
    void anEndlessWholeAnswerIsAProviderError(String path, String model) throws Exception {
        endless(chunked("application/json") + chunk("{\"x\":\""), chunk("y".repeat(10_000)));
        assertCut(502, post(path, model, ""));
        assertEquals("provider_error", rig.rows().getFirst().result());
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions, groq/m", "/chat/completions, anthropic/m", "/messages, groq/m"})
    void anEndlessErrorIsReadToItsBound(String path, String model) throws Exception {
        endless(chunked("application/json").replace("200 OK", "500 X"), chunk("y".repeat(10_000)));
        assertCut(502, post(path, model, ""));
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions, groq/m", "/chat/completions, anthropic/m", "/messages, groq/m"})
    void anEndlessFirstEventIsAProviderError(String path, String model) throws Exception {
        endless(chunked("text/event-stream") + chunk("data: {\"x\":\""), chunk("y".repeat(10_000)));
        assertCut(502, post(path, model, STREAM));
    }

    @Test
    void anEndlessEventInTheMiddleBreaksTheStream() throws Exception {
        endless(chunked("text/event-stream") + chunk(TEXT) + chunk("data: {\"x\":\""), chunk("y".repeat(10_000)));
        HttpResponse<String> response = post("/chat/completions", "groq/m", STREAM);
        assertCut(200, response);
        assertTrue(response.body().startsWith(TEXT + "data: {\"error\":"), response.body());
        assertTrue(rig.rows().getFirst().truncated());
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions, groq/m", "/messages, groq/m"})
    void absurdNumbersInAStreamBreakItAndNobodyWaits(String path, String model) throws Exception {
        for (String number : new String[] {"1e99999999999", "1e400", "9".repeat(2_000)}) {
            rig.provider.when("key-1", (request, wire) -> {
                wire.events();
                wire.chunk(TEXT);
                wire.chunk(TEXT.replace("\"index\":0", "\"index\":" + number)
                        .replace("\"id\"", "\"usage\":{\"prompt_tokens\":1,\"cost\":" + number + "},\"id\""));
                wire.chunk(STOP);
                wire.end();
            });
            HttpResponse<String> response = post(path, model, STREAM);
            assertEquals(200, response.statusCode(), response.body());
        }
        assertEquals(3, rig.rows().size());
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions, groq/m", "/messages, groq/m"})
    void aStreamInChunksOfOneByteIsTheSameStream(String path, String model) throws Exception {
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(TEXT + STOP);
            wire.end();
        });
        String whole = post(path, model, STREAM).body();
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            for (byte b : (TEXT + STOP).getBytes(UTF_8)) wire.chunk(new byte[] {b});
            wire.end();
        });
        String crumbs = post(path, model, STREAM).body();
        if (path.equals("/messages")) assertTrue(crumbs.contains("message_stop"), crumbs);
        else assertEquals(whole, crumbs);
    }

    @Test
    void soundThatBreaksOffEndsTheConnectionAndIsBooked() throws Exception {
        rig.provider.when("key-1", (request, wire) -> {
            wire.raw(chunked("audio/mpeg") + chunk("one") + chunk("two"));
            wire.reset();
        });
        assertThrows(IOException.class, () -> post("/audio/speech", "groq/m", ""));
        assertTrue(rig.rows().getFirst().truncated());
        assertEquals("provider_error", rig.rows().getFirst().result());
    }

    @Test
    void anEventOfTenThousandChoicesIsRelayed() throws Exception {
        String choice = "{\"index\":0,\"delta\":{\"content\":\"a\"},\"finish_reason\":null}";
        String event = "data: {\"model\":\"m\",\"choices\":[" + (choice + ",").repeat(9_999) + choice + "]}\n\n";
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(event);
            wire.chunk(STOP);
            wire.end();
        });
        assertEquals(event + STOP, post("/chat/completions", "groq/m", STREAM).body());
    }
}
