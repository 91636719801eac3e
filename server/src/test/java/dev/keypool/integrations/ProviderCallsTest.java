package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.http.OutboundGuard;
import dev.keypool.integrations.ProviderAnswer.Answered;
import dev.keypool.integrations.ProviderAnswer.Silent;
import dev.keypool.providers.PreparedCall;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderCallsTest {
    private final Vertx vertx = Vertx.vertx();
    private final FakeProvider provider = new FakeProvider(vertx);

    @AfterEach
    void close() {
        provider.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theAddressThatWasApprovedIsTheOneThatIsConnectedTo() {
        provider.answers("/x", 200, "{}");
        var guard = new OutboundGuard(
                List.of("127.0.0.0/8"), () -> Instant.EPOCH, host -> List.of(InetAddress.getAllByName("127.0.0.1")));
        URI named = URI.create(provider.url().replace("127.0.0.1", "llm.keypool.test") + "/x?a=b");
        var answer = assertInstanceOf(Answered.class, send(guard, named, Duration.ofSeconds(10)));
        assertEquals(200, answer.status());
        assertEquals("/x?a=b", provider.asked().getFirst().uri());
        assertTrue(
                provider.asked().getFirst().headers().getOrDefault("host", "").startsWith("llm.keypool.test:"));
    }

    @Test
    void aPrivateAddressIsNotCalledUnlessAllowed() {
        var guard = new OutboundGuard(List.of(), () -> Instant.EPOCH);
        var silent = assertInstanceOf(Silent.class, send(guard, uri("/x"), Duration.ofSeconds(10)));
        assertTrue(silent.sentence().contains("KEYPOOL_OUTBOUND_ALLOW"), silent.sentence());
        assertEquals(List.of(), provider.asked());
    }

    @Test
    void aProviderThatNeverAnswersIsGivenUp() {
        provider.answers("/x", 0, "");
        var silent = assertInstanceOf(Silent.class, send(open(), uri("/x"), Duration.ofMillis(200)));
        assertTrue(silent.sentence().contains("did not answer"), silent.sentence());
    }

    @Test
    void aProviderThatSendsAByteNowAndThenIsHungUpOn() throws Exception {
        var hungUp = new CountDownLatch(1);
        var dripping = vertx.createHttpServer()
                .requestHandler(request -> {
                    request.connection().closeHandler(closed -> hungUp.countDown());
                    var response = request.response().setChunked(true);
                    vertx.setPeriodic(20, tick -> {
                        if (!response.closed()) response.write("x");
                    });
                })
                .listen(0, "127.0.0.1")
                .await();
        URI there = URI.create("http://127.0.0.1:" + dripping.actualPort() + "/x");
        try (var calls = new ProviderCalls(vertx, open(), System::nanoTime, Duration.ofMillis(200))) {
            var request = new PreparedCall("GET", there, Map.of(), null);
            assertInstanceOf(Silent.class, calls.budget().send(request, true));
            assertTrue(hungUp.await(10, TimeUnit.SECONDS), "the connection is still open");
        }
    }

    @Test
    void aHostWithNobodyThereIsToldAsSuch() {
        provider.close();
        var silent = assertInstanceOf(Silent.class, send(open(), uri("/x"), Duration.ofSeconds(10)));
        assertTrue(silent.sentence().contains("could not be reached"), silent.sentence());
    }

    @Test
    void aLongAnswerIsCut() {
        provider.answers("/x", 200, "x".repeat(200_000));
        var answer = assertInstanceOf(Answered.class, send(open(), uri("/x"), Duration.ofSeconds(10)));
        assertEquals(64 * 1024, answer.body().length());
        assertFalse(answer.whole());
    }

    private URI uri(String path) {
        return URI.create(provider.url() + path);
    }

    private static OutboundGuard open() {
        return new OutboundGuard(List.of("127.0.0.0/8"), () -> Instant.EPOCH);
    }

    private ProviderAnswer send(OutboundGuard guard, URI uri, Duration longest) {
        try (var calls = new ProviderCalls(vertx, guard, System::nanoTime, longest)) {
            return calls.budget().send(new PreparedCall("GET", uri, Map.of("X-Test", "1"), null), true);
        }
    }
}
