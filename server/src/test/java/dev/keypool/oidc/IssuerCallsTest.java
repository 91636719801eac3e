package dev.keypool.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import dev.keypool.http.OutboundGuard;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IssuerCallsTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final HttpServer server = vertx.createHttpServer()
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void anIssuerThatNeverAnswersIsGivenUp() {
        assertTrue(fault("/never", Duration.ofMillis(200)).contains("Timeout"));
    }

    @Test
    void anIssuerThatSendsAByteNowAndThenIsHungUpOn() throws Exception {
        try (var calls = new IssuerCalls(vertx, guard("127.0.0.0/8"), Duration.ofMillis(200))) {
            assertThrows(IOException.class, () -> get(calls, "/drip"));
            assertTrue(hungUp.await(10, TimeUnit.SECONDS), "the connection is still open");
        }
    }

    @Test
    void anEndlessAnswerIsNotReadToItsEnd() {
        assertTrue(fault("/endless", IssuerCalls.LONGEST).contains("larger than 262144 bytes"));
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (var calls = new IssuerCalls(vertx, guard("127.0.0.0/8"), IssuerCalls.LONGEST)) {
            assertEquals(302, get(calls, "/elsewhere"));
            assertEquals(1, asked.get());
            var refused = assertThrows(
                    IOException.class,
                    () -> calls.retrieveResource(uri("/elsewhere").toURL()));
            assertTrue(String.valueOf(refused.getMessage()).contains("answered 302"), refused.getMessage());
        }
    }

    @Test
    void aPrivateAddressIsNotCalledUnlessAllowed() {
        try (var calls = new IssuerCalls(vertx, guard(), IssuerCalls.LONGEST)) {
            var refused = assertThrows(IOException.class, () -> get(calls, "/x"));
            assertTrue(String.valueOf(refused.getMessage()).contains("KEYPOOL_OUTBOUND_ALLOW"), refused.getMessage());
            assertEquals(0, asked.get());
        }
    }

    @Test
    void theAddressThatWasApprovedIsTheOneThatIsConnectedTo() throws IOException {
        var guard = new OutboundGuard(
                List.of("127.0.0.0/8"), () -> Instant.EPOCH, host -> List.of(InetAddress.getAllByName("127.0.0.1")));
        try (var calls = new IssuerCalls(vertx, guard, IssuerCalls.LONGEST)) {
            URI named = URI.create(uri("/x").toString().replace("127.0.0.1", "login.keypool.test"));
            assertEquals(
                    200,
                    new HTTPRequest(HTTPRequest.Method.GET, named).send(calls).getStatusCode());
        }
    }

    private String fault(String path, Duration longest) {
        try (var calls = new IssuerCalls(vertx, guard("127.0.0.0/8"), longest)) {
            return String.valueOf(
                    assertThrows(IOException.class, () -> get(calls, path)).getMessage());
        }
    }

    private int get(IssuerCalls calls, String path) throws IOException {
        return new HTTPRequest(HTTPRequest.Method.GET, uri(path)).send(calls).getStatusCode();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    private static OutboundGuard guard(String... allowed) {
        return new OutboundGuard(List.of(allowed), () -> Instant.EPOCH);
    }

    private void answer(HttpServerRequest request) {
        asked.incrementAndGet();
        var response = request.response();
        switch (String.valueOf(request.path())) {
            case "/never" -> {}
            case "/drip" -> {
                request.connection().closeHandler(closed -> hungUp.countDown());
                response.setChunked(true);
                vertx.setPeriodic(20, tick -> {
                    if (!response.closed()) response.write("x");
                });
            }
            case "/endless" -> response.end("x".repeat(300 * 1024));
            case "/elsewhere" ->
                response.setStatusCode(302).putHeader("Location", "/x").end();
            default -> response.end("{}");
        }
    }
}
