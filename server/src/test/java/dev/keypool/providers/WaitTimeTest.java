package dev.keypool.providers;

import static dev.keypool.providers.Answers.NOW;
import static dev.keypool.providers.Answers.body;
import static dev.keypool.providers.Answers.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keypool.values.FailureClass;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTimeTest {
    private static Optional<Duration> wait(String json, String... headers) {
        return WaitTime.of(FailureClass.RATE_LIMITED, headers(headers), ErrorBody.of(body(json)), NOW);
    }

    private static Optional<Duration> millis(long millis) {
        return Optional.of(Duration.ofMillis(millis));
    }

    @Test
    void retryAfterMsIsMilliseconds() {
        assertEquals(millis(1_234), wait("", "retry-after-ms", "1234"));
        assertEquals(millis(1_500), wait("", "retry-after-ms", "1500.0", "Retry-After", "9"));
    }

    @ParameterizedTest
    @CsvSource({"7, 7000", "1.5, 1500", "' 20 ', 20000", "2.0001, 2001"})
    void retryAfterIsSeconds(String value, long expected) {
        assertEquals(millis(expected), wait("", "Retry-After", value));
    }

    @Test
    void retryAfterMayBeADate() {
        assertEquals(millis(90_000), wait("", "Retry-After", "Mon, 23 Nov 2026 14:31:30 GMT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5", "", "1e9", "Mon, 99 Nov 2026 14:31:30 GMT"})
    void aRetryAfterThatIsNoneIsNone(String value) {
        assertEquals(Optional.empty(), wait("", "Retry-After", value));
    }

    @Test
    void googleSaysItInRetryInfo() {
        String json = "{'error': {'details': [{'@type': 'a/google.rpc.Help'},"
                + " {'@type': 'type.googleapis.com/google.rpc.RetryInfo', 'retryDelay': '34.07s'}]}}";
        assertEquals(millis(34_070), wait(json));
        assertEquals(millis(34_070), wait("[" + json + "]"));
        assertEquals(Optional.empty(), wait(json.replace("34.07s", "soon")));
        assertEquals(Optional.empty(), wait(json.replace("34.07s", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "2m59.56s, 179560",
        "6m0s, 360000",
        "7.66s, 7660",
        "1200ms, 1200",
        "1h2m3s, 3723000",
        "12h, 43200000",
        "33011.382867, 33011383",
        "5, 5000",
        "1795444230, 30000",
        "1795444230000, 30000",
        "2026-11-23T14:30:30Z, 30000",
        "2026-11-23T15:30:30+01:00, 30000"
    })
    void theResetOfAnExhaustedBucketIsReadInEverySpelling(String reset, long expected) {
        assertEquals(
                millis(expected), wait("", "x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", reset));
    }

    @ParameterizedTest
    @CsvSource({
        "x-ratelimit-remaining, x-ratelimit-reset",
        "x-ratelimit-remaining-requests, x-ratelimit-reset-requests",
        "x-ratelimit-remaining-requests-day, x-ratelimit-reset-requests-day",
        "x-ratelimit-remaining-tokens-minute, x-ratelimit-reset-tokens-minute",
        "x-ratelimit-remaining-req-minute, x-ratelimit-reset-req-minute",
        "anthropic-ratelimit-input-tokens-remaining, anthropic-ratelimit-input-tokens-reset",
        "anthropic-ratelimit-requests-remaining, anthropic-ratelimit-requests-reset",
        "ratelimit-remaining, ratelimit-reset"
    })
    void everyProvidersBucketIsKnown(String remaining, String reset) {
        assertEquals(millis(30_000), wait("", remaining, "0", reset, "30"));
    }

    @Test
    void aBucketWithRoomIsNoReasonToWait() {
        assertEquals(
                Optional.empty(), wait("", "x-ratelimit-remaining-requests", "3", "x-ratelimit-reset-requests", "2m"));
        assertEquals(
                Optional.empty(), wait("", "x-ratelimit-remaining-requests", "?", "x-ratelimit-reset-requests", "2m"));
    }

    @Test
    void ofSeveralExhaustedBucketsTheLastToOpenCounts() {
        assertEquals(
                millis(120_000),
                wait(
                        "",
                        "x-ratelimit-remaining-requests",
                        "0",
                        "x-ratelimit-reset-requests",
                        "2m0s",
                        "x-ratelimit-remaining-tokens",
                        "0",
                        "x-ratelimit-reset-tokens",
                        "7s",
                        "x-ratelimit-remaining-tokens-day",
                        "5",
                        "x-ratelimit-reset-tokens-day",
                        "9h"));
    }

    @Test
    void aResetWithoutARemainderIsTaken() {
        assertEquals(millis(8_000), wait("", "x-ratelimit-reset", "8"));
        assertEquals(Optional.empty(), wait("", "x-ratelimit-reset", "tomorrow"));
    }

    @Test
    void bucketsSpeakOfRateLimitsOnly() {
        assertEquals(
                Optional.empty(),
                WaitTime.of(
                        FailureClass.PROVIDER_ERROR, headers("x-ratelimit-reset", "8"), ErrorBody.of(body("")), NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "Please try again in 5.289s. Visit us., 5289",
        "Please try again in 7m12.5s., 432500",
        "try again in 1200ms, 1200",
        "Try again in 20 seconds, 20000",
        "try again in 2 minutes., 120000",
        "Please retry after 3 seconds., 3000"
    })
    void theTextMaySayIt(String message, long expected) {
        assertEquals(millis(expected), wait("{'error': {'message': '" + message + "'}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"try again in a while", "try again in 5x", "try again in ....", "regain access on 2026-99-01", ""
            })
    void aTextWithoutATimeSaysNone(String message) {
        assertEquals(Optional.empty(), wait("{'error': {'message': '" + message + "'}}"));
    }

    @Test
    void anthropicNamesTheDay() {
        String message = "{'error': {'message': 'You will regain access on 2026-11-24 at 02:00 UTC.'}}";
        assertEquals(Optional.of(Duration.ofMinutes(11 * 60 + 30)), wait(message));
        assertEquals(Optional.of(Duration.ofMinutes(9 * 60 + 30)), wait(message.replace(" at 02:00 UTC", "")));
    }

    @Test
    void aStatedResetComesBeforeTheHeader() {
        String json = "{'error': {'metadata': {'resets_at': '2026-11-23T15:30:00Z'}}}";
        assertEquals(Optional.of(Duration.ofHours(1)), wait(json, "Retry-After", "5"));
        assertEquals(millis(5_000), wait(json.replace("2026-11-23T15:30:00Z", "later"), "Retry-After", "5"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "0.01, 1000", "86401, 86400000", "999999999999999999, 86400000"})
    void aWaitIsAtLeastASecondAndAtMostADay(String seconds, long expected) {
        assertEquals(millis(expected), wait("", "Retry-After", seconds));
    }

    @Test
    void aMomentThatIsPastIsASecond() {
        assertEquals(millis(1_000), wait("", "Retry-After", "Mon, 23 Nov 2026 14:00:00 GMT"));
        assertEquals(millis(1_000), wait("", "x-ratelimit-remaining", "0", "x-ratelimit-reset", "1695444230"));
    }

    @Test
    void aMomentBeyondAllTimeIsADay() {
        assertEquals(millis(86_400_000), wait("", "x-ratelimit-reset", "999999999999999999"));
    }

    @Test
    void nothingSaidIsNothing() {
        assertEquals(Optional.empty(), wait("{}"));
    }
}
