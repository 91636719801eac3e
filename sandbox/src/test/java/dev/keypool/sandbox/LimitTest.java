package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rolling minute, and credit. */
class LimitTest extends SandboxCase {
    LimitTest() throws IOException {}

    @Test
    void theLimitIsARollingMinuteAndRefusalsDoNotCountTowardsIt() {
        sandbox.configure(KEY, KeyBehaviour.OK.minuteLimit(2));
        assertEquals(200, status());
        clock.advance(Duration.ofSeconds(30));
        assertEquals(200, status());
        clock.advance(Duration.ofMillis(29_999));
        assertEquals(429, status());
        clock.advance(Duration.ofMillis(1));
        assertEquals(200, status());
        assertEquals(429, status());
        clock.advance(Duration.ofSeconds(30));
        assertEquals(200, status());
        assertEquals(2, books().peaks().letThrough());
        assertEquals(4, books().peaks().received(), "the two that were refused came too");
        assertEquals(2, books().refused("rate_limited"));
    }

    @Test
    void a429SaysWhenTheFirstCallLeavesTheMinute() {
        sandbox.configure(KEY, KeyBehaviour.OK.minuteLimit(1));
        assertEquals(200, status());
        clock.advance(Duration.ofMillis(10_500));
        HttpResponse<String> response = client.chat("openrouter", KEY);
        assertEquals("50", response.headers().firstValue("retry-after").orElse(""), "49.5 s, rounded up");
        assertEquals("1", response.headers().firstValue("x-ratelimit-limit").orElse(""));
        assertEquals("0", response.headers().firstValue("x-ratelimit-remaining").orElse(""));
        assertEquals(
                Long.toString(clock.instant().plusMillis(49_500).toEpochMilli()),
                response.headers().firstValue("x-ratelimit-reset").orElse(""));
    }

    @Test
    void exactlyTheLimitIsLetThroughHoweverManyCallAtOnce() throws InterruptedException, ExecutionException {
        sandbox.configure(KEY, KeyBehaviour.OK.minuteLimit(100));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> calls = IntStream.range(0, 200)
                    .mapToObj(i -> callers.submit(this::status))
                    .toList();
            int good = 0;
            for (Future<Integer> call : calls) {
                good += call.get() == 200 ? 1 : 0;
            }
            assertEquals(100, good);
        }
        assertEquals(100, books().answered());
        assertEquals(100, books().refused("rate_limited"));
    }

    @Test
    void aRejectedKeyDoesNotUseUpTheLimit() {
        sandbox.configure(
                KEY, KeyBehaviour.OK.minuteLimit(1).fault(Fault.of(Mode.INVALID).times(3)));
        assertEquals(
                List.of(401, 401, 401, 200, 429),
                IntStream.range(0, 5).mapToObj(i -> status()).toList());
    }

    @Test
    void aKeyWithoutCreditIsRefusedOnceItsInvoiceReachesIt() {
        sandbox.configure(KEY, KeyBehaviour.OK.credit(new BigDecimal("0.000010")));
        assertEquals(200, status());
        assertEquals(200, status());
        HttpResponse<String> response = client.chat("openrouter", KEY);
        assertEquals(402, response.statusCode());
        assertTrue(response.body().contains("payment_required"), response.body());
        assertEquals(1, books().refused("out_of_credit"));
    }

    private int status() {
        return client.chat("openrouter", KEY).statusCode();
    }
}
