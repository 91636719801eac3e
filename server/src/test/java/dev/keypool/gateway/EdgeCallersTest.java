package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.ledger.Row;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who leave, stall, or do not stop, on each kind of surface. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EdgeCallersTest {
    private static final String EVENT =
            "data: {\"id\":\"c\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}\n\n";
    private static final String FORM = """
            --b
            Content-Disposition: form-data; name="model"

            groq/whisper
            --b
            Content-Disposition: form-data; name="file"; filename="a.mp3"

            """.replace("\n", "\r\n");

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        GatewaySettings usual = GatewaySettings.STANDARD;
        rig = new GatewayRig(
                folder,
                new GatewaySettings(
                        2 << 20,
                        usual.fileLimit(),
                        usual.keptForRetry(),
                        usual.answerLimit(),
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
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static byte[] head(String path, String type, int length) {
        return ("POST /v1" + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Type: " + type
                        + "\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(UTF_8);
    }

    private static void ask(Socket client, String path, boolean stream) throws IOException {
        String asked = path.equals("/audio/speech")
                ? "\"input\":\"hi\",\"voice\":\"v\""
                : "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        byte[] body = ("{\"model\":\"groq/m\",\"stream\":" + stream + "," + asked + "}").getBytes(UTF_8);
        client.getOutputStream().write(head(path, "application/json", body.length));
        client.getOutputStream().write(body);
    }

    /** The row comes a moment after the connection is gone. */
    private Row awaitRow() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (rig.rows().isEmpty() || rig.ledger.inFlight() > 0) Thread.onSpinWait();
        });
        return rig.rows().getFirst();
    }

    private void awaitNobody() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (rig.gateway.inFlight() > 0) Thread.onSpinWait();
        });
    }

    private void assertAborted(CountDownLatch gone) throws Exception {
        assertTrue(gone.await(1, TimeUnit.SECONDS), "the provider is cancelled within a second");
        assertEquals("aborted", awaitRow().result());
        assertEquals(1, rig.rows().size());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
        assertEquals(0, rig.view(1).inFlight());
        awaitNobody();
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, false",
        "/chat/completions, true",
        "/messages, false",
        "/messages, true",
        "/audio/speech, false",
        "/proxy/groq/anything, false"
    })
    void whoLeavesBeforeTheFirstByteCancelsTheProvider(String path, boolean stream) throws Exception {
        var arrived = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            arrived.countDown();
            wire.untilGone(gone);
        });
        try (Socket client = rig.socket()) {
            ask(client, path, stream);
            assertTrue(arrived.await(20, TimeUnit.SECONDS));
        }
        assertAborted(gone);
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, true, text/event-stream",
        "/messages, true, text/event-stream",
        "/audio/speech, false, audio/mpeg",
        "/proxy/groq/anything, false, application/json"
    })
    void whoLeavesInTheMiddleCancelsTheProvider(String path, boolean stream, String type) throws Exception {
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n\r\n");
            wire.chunk(EVENT.formatted("one"));
            wire.chunk(EVENT.formatted("two"));
            wire.untilGone(gone);
        });
        try (Socket client = rig.socket()) {
            ask(client, path, stream);
            readUntil(client.getInputStream(), "one");
        }
        assertAborted(gone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audio/transcriptions", "/proxy/groq/upload"})
    void whoLeavesDuringHisUploadCancelsTheProvider(String path) throws Exception {
        var arrived = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        rig.provider.whileUploading("key-1", (head, wire) -> {
            arrived.countDown();
            wire.untilGone(gone);
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(head(path, "multipart/form-data; boundary=b", 1 << 20));
            client.getOutputStream().write((FORM + "x".repeat(1_000)).getBytes(UTF_8));
            assertTrue(arrived.await(20, TimeUnit.SECONDS));
        }
        assertAborted(gone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/completions", "/audio/transcriptions"})
    void whoLeavesBeforeItIsKnownWhatHeAsksLeavesNothing(String path) throws Exception {
        try (Socket client = rig.socket()) {
            String type = path.startsWith("/audio") ? "multipart/form-data; boundary=b" : "application/json";
            client.getOutputStream().write(head(path, type, 1_000));
            client.getOutputStream().write("--b\r\nContent-Disp".getBytes(UTF_8));
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                while (rig.gateway.inFlight() == 0) Thread.onSpinWait();
            });
        }
        awaitNobody();
        assertEquals(0, rig.rows().size());
    }

    /** A key must not be quarantined by callers who are slow. */
    @ParameterizedTest
    @ValueSource(strings = {"/audio/transcriptions", "/proxy/groq/upload"})
    void anUploadThatStallsIsTheCallersFaultAndNotTheKeys(String path) throws Exception {
        var arrived = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        rig.provider.whileUploading("key-1", (head, wire) -> {
            arrived.countDown();
            wire.untilGone(gone);
        });
        try (Socket client = rig.socket()) {
            client.getOutputStream().write(head(path, "multipart/form-data; boundary=b", 1 << 20));
            client.getOutputStream().write((FORM + "x".repeat(1_000)).getBytes(UTF_8));
            assertTrue(arrived.await(20, TimeUnit.SECONDS));
            rig.skip(Duration.ofSeconds(61));
            String said = new String(client.getInputStream().readAllBytes(), UTF_8);
            assertTrue(said.startsWith("HTTP/1.1 408 "), said);
        }
        assertTrue(gone.await(20, TimeUnit.SECONDS));
        assertEquals("caller_error", awaitRow().result());
        assertEquals(0, rig.view(1).standing().consecutiveFailures());
    }

    @ParameterizedTest
    @CsvSource({"/audio/speech, audio/mpeg", "/proxy/groq/anything, video/mp4", "/messages, text/event-stream"})
    void aSlowReaderMakesTheProviderWait(String path, String type) throws Exception {
        var written = new AtomicLong();
        var finished = new CountDownLatch(1);
        String event = EVENT.formatted("x".repeat(10_000));
        rig.provider.when("key-1", (request, wire) -> {
            wire.raw("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n\r\n");
            for (int i = 0; i < 4_000; i++) {
                wire.chunk(event);
                written.addAndGet(event.length());
            }
            wire.chunk(EVENT.formatted("the end").replace("null", "\"stop\""));
            wire.end();
            finished.countDown();
        });
        try (Socket client = rig.socket()) {
            ask(client, path, path.equals("/messages"));
            readUntil(client.getInputStream(), "xxx");
            for (long before = -1; before != written.get() && finished.getCount() > 0; ) {
                before = written.get();
                assertTrue(!finished.await(300, TimeUnit.MILLISECONDS), "the provider could write all of it unread");
            }
            readUntil(client.getInputStream(), "the end");
        }
        assertEquals("ok", awaitRow().result());
    }

    @Test
    void aSlowProviderMakesTheUploadWait() throws Exception {
        var go = new CountDownLatch(1);
        int size = 20 << 20;
        rig.provider.whileUploading("key-1", (head, wire) -> {
            go.await(20, TimeUnit.SECONDS);
            wire.skip(Integer.parseInt(head.headers().get("content-length")));
            wire.json(200, "{\"text\":\"hello\"}");
        });
        var written = new AtomicLong();
        var sent = new CountDownLatch(1);
        try (Socket client = rig.socket()) {
            client.getOutputStream()
                    .write(head("/audio/transcriptions", "multipart/form-data; boundary=b", FORM.length() + size + 9));
            Thread.ofVirtual().start(() -> {
                try {
                    client.getOutputStream().write(FORM.getBytes(UTF_8));
                    for (int i = 0; i < size; i += 1 << 16) {
                        client.getOutputStream().write(new byte[1 << 16]);
                        written.addAndGet(1 << 16);
                    }
                    client.getOutputStream().write("\r\n--b--\r\n".getBytes(UTF_8));
                } catch (IOException e) {
                    // The answer will say that something is missing.
                }
                sent.countDown();
            });
            for (long before = -1; before != written.get(); ) {
                before = written.get();
                assertTrue(!sent.await(300, TimeUnit.MILLISECONDS), "the caller could send all of it unread");
            }
            go.countDown();
            readUntil(client.getInputStream(), "hello");
        }
        assertEquals("ok", awaitRow().result());
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, HTTP_1_1",
        "/chat/completions, HTTP_2",
        "/messages, HTTP_2",
        "/proxy/groq/upload, HTTP_1_1",
        "/proxy/groq/upload, HTTP_2"
    })
    void aBodyOverTheLimitIsRefusedAnnouncedOrNot(String path, HttpClient.Version version) throws Exception {
        rig.provider.whileUploading("key-1", (head, wire) -> wire.skip(Integer.MAX_VALUE));
        byte[] body = new byte[3 << 20];
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            for (boolean announced : new boolean[] {true, false}) {
                // The first request makes the connection one of HTTP/2.
                client.send(request("/health").GET().build(), HttpResponse.BodyHandlers.ofString());
                var publisher = announced
                        ? BodyPublishers.ofByteArray(body)
                        : BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body));
                HttpResponse<String> response = client.send(
                        request(path)
                                .header("Content-Type", "application/json")
                                .POST(publisher)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertEquals(413, response.statusCode(), response.body());
                assertEquals(version, response.version());
            }
        }
        awaitNobody();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rig.port + "/v1" + path))
                .header("Authorization", "Bearer good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/chat/completions", "/proxy/groq/upload"})
    void whoDoesNotStopSendingIsCutOff(String path) throws Exception {
        rig.provider.whileUploading("key-1", (head, wire) -> wire.skip(Integer.MAX_VALUE));
        try (Socket client = rig.socket()) {
            client.getOutputStream()
                    .write(("POST /v1" + path
                                    + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
                            .getBytes(UTF_8));
            byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(UTF_8);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                try {
                    while (true) client.getOutputStream().write(chunk);
                } catch (IOException cutOff) {
                    assertTrue(client.isConnected());
                }
            });
        }
        awaitNobody();
    }

    @Test
    void whoLeavesWithAnotherRequestBehindHisStreamCancelsIt() throws Exception {
        var gone = new CountDownLatch(1);
        rig.provider.when("key-1", (request, wire) -> {
            wire.events();
            wire.chunk(EVENT.formatted("one"));
            wire.untilGone(gone);
        });
        try (Socket client = rig.socket()) {
            ask(client, "/chat/completions", true);
            ask(client, "/chat/completions", true);
            readUntil(client.getInputStream(), "one");
        }
        assertAborted(gone);
    }

    @Test
    void theConnectionServesOnAfterAnUpload() throws Exception {
        rig.provider.when("key-1", 200, answer("m"));
        try (Socket client = rig.socket()) {
            for (int i = 0; i < 3; i++) {
                ask(client, "/proxy/groq/chat/completions", false);
                readUntil(client.getInputStream(), "hello");
            }
        }
    }

    private static String readUntil(InputStream in, String end) throws Exception {
        var text = new StringBuilder();
        byte[] buffer = new byte[65_536];
        while (text.indexOf(end, Math.max(0, text.length() - buffer.length - end.length())) < 0) {
            int n = in.read(buffer);
            if (n < 0) throw new AssertionError("The answer ended with: " + text);
            text.append(new String(buffer, 0, n, UTF_8));
        }
        return text.toString();
    }
}
