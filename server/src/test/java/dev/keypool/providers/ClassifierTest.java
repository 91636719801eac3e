package dev.keypool.providers;

import static dev.keypool.providers.Answers.NOW;
import static dev.keypool.providers.Answers.body;
import static dev.keypool.providers.Answers.headers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());
    private static final Classifier CLASSIFIER = new Classifier();
    /** A provider with next to no rules of its own, to see the general ones. */
    private static final Provider PLAIN = new Catalogue(java.util.List.of(TestRows.withoutRules(row("vllm"))))
            .all()
            .getFirst();

    private static Provider row(String name) {
        return CATALOGUE.find(name).orElseThrow();
    }

    private static Failure classify(Provider provider, int status, String json) {
        return CLASSIFIER.classify(provider, status, headers(), body(json), NOW);
    }

    private static FailureClass plain(int status, String json) {
        return classify(PLAIN, status, json).failureClass();
    }

    // The status alone.

    @ParameterizedTest
    @CsvSource({
        "400, CALLER_ERROR",
        "401, KEY_INVALID",
        "402, KEY_NO_CREDIT",
        "403, KEY_INVALID",
        "404, MODEL_NOT_FOUND",
        "405, CALLER_ERROR",
        "406, CALLER_ERROR",
        "408, TIMEOUT",
        "409, CALLER_ERROR",
        "410, MODEL_NOT_FOUND",
        "412, CALLER_ERROR",
        "413, CONTEXT_TOO_LONG",
        "415, CALLER_ERROR",
        "422, CALLER_ERROR",
        "424, CALLER_ERROR",
        "429, RATE_LIMITED",
        "498, PROVIDER_OVERLOADED",
        "499, CALLER_ERROR",
        "500, PROVIDER_ERROR",
        "502, PROVIDER_ERROR",
        "503, PROVIDER_OVERLOADED",
        "504, TIMEOUT",
        "520, PROVIDER_ERROR",
        "521, PROVIDER_ERROR",
        "522, TIMEOUT",
        "523, PROVIDER_ERROR",
        "524, TIMEOUT",
        "529, PROVIDER_OVERLOADED",
        "301, PROVIDER_ERROR",
        "418, CALLER_ERROR",
        "599, PROVIDER_ERROR",
        "600, PROVIDER_ERROR"
    })
    void aStatusAloneHasItsClass(int status, FailureClass expected) {
        assertEquals(expected, plain(status, ""));
        Failure failure = classify(PLAIN, status, " ");
        assertEquals("The provider answered with status " + status + " and no message.", failure.message());
        assertNull(failure.code());
        assertNull(failure.retryAfter());
    }

    // Shared texts, each for its statuses.

    @ParameterizedTest
    @CsvSource({
        "400, maximum context length is 8, CONTEXT_TOO_LONG",
        "422, Current length is 9 while limit is 8, CONTEXT_TOO_LONG",
        "400, string_above_max_length: maximum context length, CALLER_ERROR",
        "400, content_filter, CONTENT_FILTER",
        "403, violating our usage policy, CONTENT_FILTER",
        "429, You exceeded your current quota, KEY_NO_CREDIT",
        "412, insufficient balance, KEY_NO_CREDIT",
        "400, Incorrect API key, KEY_INVALID",
        "403, the API key has expired, KEY_INVALID",
        "400, The model x does not exist, MODEL_NOT_FOUND",
        "429, we are over capacity, PROVIDER_OVERLOADED",
        "500, overloaded, PROVIDER_OVERLOADED",
        "403, Access denied by security policy, PROVIDER_ERROR"
    })
    void aSharedTextHasItsClass(int status, String message, FailureClass expected) {
        assertEquals(expected, plain(status, "{'error': {'message': '" + message + "'}}"));
        assertEquals(expected, plain(status, message));
    }

    @ParameterizedTest
    @CsvSource({
        "400, got status 429 rate limit overloaded, CALLER_ERROR",
        "429, maximum context length, RATE_LIMITED",
        "401, content_filter, KEY_INVALID",
        "500, insufficient_quota, PROVIDER_ERROR",
        "404, invalid api key, MODEL_NOT_FOUND",
        "403, model x not found, KEY_INVALID",
        "409, insufficient_quota, CALLER_ERROR",
        "400, at capacity, CALLER_ERROR"
    })
    void anEchoedTextCannotFlipTheClassOfAnotherStatus(int status, String message, FailureClass expected) {
        assertEquals(expected, plain(status, "{'error': {'message': '" + message + "'}}"));
    }

    @Test
    void aWebPageIsJudgedByItsStatusOnly() {
        String page = "\n <html>invalid api key, insufficient_quota</html>";
        assertEquals(FailureClass.PROVIDER_ERROR, plain(403, page));
        assertEquals(
                FailureClass.PROVIDER_ERROR,
                classify(row("together"), 403, page).failureClass());
        assertEquals(
                FailureClass.PROVIDER_ERROR,
                classify(row("openrouter"), 502, page).failureClass());
        assertEquals(FailureClass.RATE_LIMITED, plain(429, page));
        assertEquals(
                "The provider answered with status 403 and no message.",
                classify(PLAIN, 403, page).message());
    }

    @Test
    void aProvidersStatusRuleHoldsForAnEmptyBodyToo() {
        assertEquals(
                FailureClass.KEY_NO_CREDIT, classify(row("fireworks"), 412, "").failureClass());
    }

    @Test
    void jsonThatNestsTooDeepIsATextLikeAnyOther() {
        Failure failure = classify(PLAIN, 400, "[".repeat(60_000) + "maximum context length");
        assertEquals(FailureClass.CONTEXT_TOO_LONG, failure.failureClass());
    }

    @Test
    void onlyTheFirst64KibCount() {
        String far = "x".repeat(70_000) + " maximum context length";
        assertEquals(FailureClass.CALLER_ERROR, plain(400, far));
    }

    @Test
    void theErrorTypeMayComeInAHeader() {
        Failure failure = CLASSIFIER.classify(
                row("bedrock"),
                403,
                headers("x-amzn-ErrorType", "AccessDeniedException"),
                body("{'message': 'no'}"),
                NOW);
        assertEquals(FailureClass.MODEL_NOT_FOUND, failure.failureClass());
        assertEquals("AccessDeniedException", failure.code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The request signature we calculated does not match the signature you provided | KEY_INVALID",
                "Signature expired: 20261126T115000Z is now earlier than 20261126T115500Z      | PROVIDER_ERROR",
                "Signature not yet current: 20261126T121000Z is still later than 20261126T120500Z | PROVIDER_ERROR"
            })
    void aClockThatIsOffIsNotTheKeysFault(String message, FailureClass expected) {
        Failure failure = CLASSIFIER.classify(
                row("bedrock"),
                403,
                headers("x-amzn-ErrorType", "InvalidSignatureException"),
                body("{'message': '" + message + "'}"),
                NOW);
        assertEquals(expected, failure.failureClass());
    }

    // Errors in the middle of a stream.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bedrock   | throttlingException         | Too many tokens, please wait       | RATE_LIMITED        | 429",
                "bedrock   | modelStreamErrorException   | The model broke off                | PROVIDER_ERROR      | 424",
                "bedrock   | modelTimeoutException       | Took too long                      | TIMEOUT             | 408",
                "bedrock   | internalServerException     | Unexpected                         | PROVIDER_ERROR      | 500",
                "bedrock   | serviceUnavailableException | Try again later                    | PROVIDER_OVERLOADED | 503",
                "bedrock   | validationException         | Malformed input request            | CALLER_ERROR        | 400",
                "bedrock   | validationException         | Input is too long for this model   | CONTEXT_TOO_LONG    | 400",
                "bedrock   | accessDeniedException       | No access to this model            | MODEL_NOT_FOUND     | 403",
                "bedrock   | somethingNewException       | Never heard of                     | PROVIDER_ERROR      | 502",
                "anthropic | overloaded_error            | Overloaded                         | PROVIDER_OVERLOADED | 529",
                "anthropic | rate_limit_error            | Slow down                          | RATE_LIMITED        | 429",
                "openai    | insufficient_quota          | You exceeded your current quota    | KEY_NO_CREDIT       | 429"
            })
    void anErrorInsideAStreamHasTheClassOfTheSameErrorBeforeIt(
            String provider, String type, String message, FailureClass expected, int status) {
        Failure failure = CLASSIFIER.reported(row(provider), type, null, message, NOW);
        assertEquals(expected, failure.failureClass());
        assertEquals(status, failure.status());
        assertEquals(message, failure.message());
        assertEquals(type, failure.code());
    }

    @Test
    void aCodeSaysMoreThanAType() {
        Failure failure = CLASSIFIER.reported(row("openai"), "server_error", "rate_limit_exceeded", "Slow down", NOW);
        assertEquals(FailureClass.RATE_LIMITED, failure.failureClass());
        assertEquals("rate_limit_exceeded", failure.code());
    }

    // Message and code.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error': {'message': 'M'}}       | M",
                "{'error': 'M'}                    | M",
                "{'message': 'M', 'msg': 'N'}      | M",
                "{'msg': 'M'}                      | M",
                "{'detail': 'M'}                   | M",
                "{'detail': [{'msg': 'M'}]}        | M",
                "{'errors': [{'message': 'M'}]}    | M",
                "{'title': 'M'}                    | M",
                "{'error_msg': 'M'}                | M",
                "{'fault': {'faultstring': 'M'}}   | M",
                "[{'error': {'message': 'M'}}]     | M",
                "'M'                               | M",
                "{'error': {'message': ' '}, 'msg': 'M'} | M",
                "M                                 | M",
                "404 page not found                | 404 page not found",
                "{'n': 1}                          | {'n':1}"
            })
    void theMessageIsFoundWhereProvidersPutIt(String json, String message) {
        assertEquals(
                message.replace('\'', '"').replace(" ", ""),
                classify(PLAIN, 400, json).message().replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error': {'code': 'C', 'type': 'T'}} | C",
                "{'error': {'code': null, 'type': 'T'}} | T",
                "{'code': 20012}                   | 20012",
                "{'type': 'T'}                     | T",
                "{'reason': 'R'}                   | R",
                "{'errors': [{'code': 3036}]}      | 3036",
                "{'code': 'Some words, indeed'}    | Some_words_indeed",
                "{'error': {'code': 'sk-abcdef123456'}} | ",
                "{'error': {'code': 'sk-ab***'}}   | ",
                "{'error': {'code': '', 'type': 'T'}} | T",
                "{'error': {'code': '§'}}          | _",
                "{'error': {'code': 'organization_usage_limit_exceeded'}} | organization_usage_limit_exceeded",
                "{'n': 1}                          | "
            })
    void theCodeIsFoundAndCleaned(String json, String code) {
        assertEquals(code, classify(PLAIN, 400, json).code());
    }

    // Times that only a rule knows.

    @Test
    void cloudflaresNeuronsComeBackAtMidnightUtc() {
        Failure failure = classify(row("cloudflare"), 429, "{'errors': [{'code': 3036, 'message': 'used up'}]}");
        assertEquals(FailureClass.KEY_NO_CREDIT, failure.failureClass());
        assertEquals(Duration.ofMinutes(9 * 60 + 30), failure.retryAfter());
    }

    @Test
    void googlesDaysEndInCaliforniaWhateverTheRetryInfoSays() {
        Failure failure = classify(
                row("google_ai"),
                429,
                "{'error': {'message': 'm', 'details': [{'quotaId': 'RequestsPerDayPerProject'},"
                        + "{'@type': 'type.googleapis.com/google.rpc.RetryInfo', 'retryDelay': '34s'}]}}");
        assertEquals(FailureClass.RATE_LIMITED, failure.failureClass());
        assertEquals(Duration.ofMinutes(17 * 60 + 30), failure.retryAfter());
    }

    @Test
    void aMonthlyCapIsAskedAboutOnceADay() {
        String anthropic = "{'error': {'message': 'm', 'details': {'error_code': 'enforced_spend_limit_reached'}}}";
        assertEquals(
                Duration.ofHours(24), classify(row("anthropic"), 429, anthropic).retryAfter());
        Failure lastEvening = CLASSIFIER.classify(
                row("anthropic"), 429, headers(), body(anthropic), Instant.parse("2026-11-30T21:00:00Z"));
        assertEquals(Duration.ofHours(3), lastEvening.retryAfter());
        Failure openai = classify(row("openai"), 429, "{'error': {'code': 'project_spend_limit_exceeded'}}");
        assertEquals(Duration.ofHours(24), openai.retryAfter());
        assertEquals(FailureClass.KEY_NO_CREDIT, openai.failureClass());
    }

    // Errors in a success.

    private static Optional<Failure> hidden(String provider, String json) {
        return CLASSIFIER.hidden(row(provider), body(json), NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'choices': [{'message': {'content': 'hello'}}], 'usage': {}}",
                "{'error': null, 'choices': [{'message': {'content': 'x'}}]}",
                "{'error': {}, 'choices': []}",
                "{'error': '', 'choices': []}",
                "{'success': true, 'result': {}}",
                "{'success': 'error'}",
                "{'choices': [{'finish_reason': 'stop', 'error': null}]}",
                "{'finishReason': 'STOP'}",
                "{'object': 'list', 'type': 'error_free', 'error': null}",
                "not json 'error'",
                "",
                "'err"
            })
    void aGoodAnswerIsGood(String json) {
        assertEquals(Optional.empty(), hidden("google_ai", json));
        assertEquals(Optional.empty(), hidden("openrouter", json));
    }

    @Test
    void whatTheModelSaysAboutErrorsIsNoError() {
        byte[] answer =
                "{\"choices\":[{\"message\":{\"content\":\"{\\\"error\\\": {\\\"code\\\": 429}, \\\"blockReason\\\": 1}\"}}]}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertFalse(HiddenErrors.possible(answer));
        assertEquals(Optional.empty(), CLASSIFIER.hidden(row("google_ai"), answer, NOW));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error': {'code': 429, 'message': 'slow'}}                       | RATE_LIMITED        | 429",
                "{'error': {'code': '402', 'message': 'broke'}}                    | KEY_NO_CREDIT       | 402",
                "{'choices': [{'error': {'code': 502, 'message': 'm'}}]}           | PROVIDER_OVERLOADED | 502",
                "{'choices': [{'finish_reason': 'error'}]}                         | PROVIDER_ERROR      | 502",
                "{'x_groq': {'error': 'over_capacity: overloaded'}}                | PROVIDER_OVERLOADED | 503",
                "{'object': 'error', 'message': 'prompt is too long'}              | CONTEXT_TOO_LONG    | 400",
                "{'type': 'error', 'error': {'type': 'overloaded_error', 'message': 'm'}} | PROVIDER_OVERLOADED | 529",
                "{'error': {'status': 'UNAUTHENTICATED', 'message': 'm'}}          | KEY_INVALID         | 401",
                "{'error': {'message': 'bad', 'metadata': {'error_type': 'context_length_exceeded'}}} | CONTEXT_TOO_LONG | 400",
                "{'error': 'model x does not exist'}                               | MODEL_NOT_FOUND     | 404",
                "{'error': 'invalid api key'}                                      | KEY_INVALID         | 401",
                "{'error': 'insufficient_quota'}                                   | KEY_NO_CREDIT       | 402",
                "{'error': 'content_filter'}                                       | CONTENT_FILTER      | 400",
                "{'error': 'string_above_max_length'}                              | CALLER_ERROR        | 400",
                "{'error': 'something else'}                                       | PROVIDER_ERROR      | 502"
            })
    void anErrorInASuccessIsFound(String json, FailureClass failureClass, int status) {
        Failure failure = hidden("openrouter", json).orElseThrow();
        assertEquals(failureClass, failure.failureClass());
        assertEquals(status, failure.status());
        assertFalse(failure.message().isBlank());
    }

    @Test
    void cloudflareSaysNoInASuccess() {
        Failure failure = hidden("cloudflare", "{'success': false, 'errors': [{'code': 3036, 'message': 'used up'}]}")
                .orElseThrow();
        assertEquals(FailureClass.KEY_NO_CREDIT, failure.failureClass());
        assertEquals(402, failure.status());
        assertEquals("3036", failure.code());
        assertEquals(Duration.ofMinutes(9 * 60 + 30), failure.retryAfter());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'promptFeedback': {'blockReason': 'SAFETY'}}",
                "{'candidates': [{'content': {'parts': [{'text': 'half a sen'}]}, 'finishReason': 'SAFETY'}]}"
            })
    void geminiBlocksInASuccess(String json) {
        Failure failure = hidden("google_ai", json).orElseThrow();
        assertEquals(FailureClass.CONTENT_FILTER, failure.failureClass());
        assertEquals(400, failure.status());
        assertFalse(failure.message().contains("half a sen"));
    }

    @Test
    void theFirstEventOfAStreamMayBeAnError() {
        String event = "{'error': {'code': 429, 'message': 'slow'}, 'choices': []}";
        for (String sent : java.util.List.of(event, "data: " + event + "\n\n", "event: error\ndata:" + event)) {
            assertEquals(
                    FailureClass.RATE_LIMITED,
                    hidden("openrouter", sent).orElseThrow().failureClass());
        }
        assertEquals(
                FailureClass.RATE_LIMITED,
                hidden("openrouter", "[" + event + "]").orElseThrow().failureClass());
    }

    @Test
    void aHiddenRateLimitCarriesItsTime() {
        long reset = NOW.plusSeconds(90).toEpochMilli();
        Failure failure = hidden(
                        "openrouter",
                        "{'error': {'code': 429, 'message': 'm', 'metadata': {'headers': {'X-RateLimit-Reset': '"
                                + reset + "'}}}}")
                .orElseThrow();
        assertEquals(Duration.ofSeconds(90), failure.retryAfter());
    }

    @ParameterizedTest
    @EnumSource
    void everyClassHasAStatusThatIsAnError(FailureClass failureClass) {
        assertTrue(HiddenErrors.status(failureClass) >= 400);
        assertEquals(
                failureClass == FailureClass.CONTENT_FILTER || failureClass == FailureClass.CONTEXT_TOO_LONG
                        ? FailureClass.CALLER_ERROR
                        : failureClass,
                GenericRules.byStatus(HiddenErrors.status(failureClass), false));
    }

    // The test call.

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openrouter  | 200 | {}                       | VALID",
                "openrouter  | 401 | {}                       | REJECTED",
                "openrouter  | 500 | {}                       | UNKNOWN",
                "openrouter  | 429 | {}                       | UNKNOWN",
                "openrouter  | 402 | {}                       | NO_CREDIT",
                "openrouter  | 403 | {'success': false, 'error': 'Access denied by security policy.'} | UNKNOWN",
                "sambanova   | 402 | {}                       | NO_CREDIT",
                "sambanova   | 429 | {}                       | VALID",
                "perplexity  | 401 | {'error': {'message': 'insufficient credits'}} | NO_CREDIT",
                "perplexity  | 401 | {'error': {'message': 'bad key'}} | REJECTED",
                "cohere      | 200 | {'valid': true}          | VALID",
                "cohere      | 200 | {'valid': false}         | REJECTED",
                "siliconflow | 200 | {'code': 20000}          | VALID",
                "xai         | 200 | {'api_key_blocked': false, 'api_key_disabled': false, 'team_blocked': true} | REJECTED",
                "google_ai   | 400 | {'error': {'message': 'API key not valid.'}} | REJECTED",
                "google_ai   | 400 | {}                       | UNKNOWN",
                "xai         | 400 | {'error': 'Incorrect API key provided'} | REJECTED",
                "anthropic   | 404 | {}                       | REJECTED",
                "bedrock     | 403 | {'message': 'AccessDeniedException'} | UNKNOWN",
                "bedrock     | 403 | {'message': 'ExpiredToken'} | REJECTED",
                "cloudflare  | 403 | <html></html>            | UNKNOWN",
                "vertex      | 401 | {}                       | UNKNOWN"
            })
    void aTestCallIsJudged(String provider, int status, String json, TestVerdict verdict) {
        assertEquals(verdict, CLASSIFIER.judgeTest(row(provider), status, headers(), body(json), NOW));
    }

    @Test
    void verdictsHaveWireWords() {
        assertEquals("no_credit", TestVerdict.NO_CREDIT.wire());
    }
}
