package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are not streamed. */
class ChatAnswerTest extends SandboxCase {
    private static final int USUAL_TOKENS = 11;

    ChatAnswerTest() throws IOException {}

    @Test
    void anAnswerHasTheFieldsOfTheOpenAiDialect() {
        HttpResponse<String> response = client.chat("groq", KEY);
        JsonNode answer = Client.json(response);
        assertEquals(200, response.statusCode());
        assertEquals(
                "application/json",
                response.headers().firstValue("content-type").orElse(""));
        assertEquals("chat.completion", answer.path("object").asText());
        assertTrue(answer.path("id").asText().startsWith("chatcmpl-"), answer.toString());
        assertEquals("m-1", answer.path("model").asText());
        assertEquals(clock.instant().getEpochSecond(), answer.path("created").asLong());
        assertEquals("assistant", answer.at("/choices/0/message/role").asText());
        assertEquals(Reply.USUAL.text(), answer.at("/choices/0/message/content").asText());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
    }

    @Test
    void tokensFollowFromTheLengthOfContentAndText() {
        JsonNode usage = Client.json(client.chat("groq", KEY)).path("usage");
        assertEquals(Client.PROMPT_TOKENS, usage.path("prompt_tokens").asInt());
        assertEquals(USUAL_TOKENS, usage.path("completion_tokens").asInt());
        assertEquals(
                Client.PROMPT_TOKENS + USUAL_TOKENS, usage.path("total_tokens").asInt());
        assertEquals(0, usage.at("/prompt_tokens_details/cached_tokens").asInt(-1));
        assertEquals(0, usage.at("/completion_tokens_details/reasoning_tokens").asInt(-1));
        assertFalse(usage.has("cost"), "groq reports no cost");
    }

    @Test
    void partsOfAMessageAndNestedTextCountAndOtherStringsDoNot() {
        String body = "{\"messages\":[{\"role\":\"user\",\"name\":\"nobody-counts-this\",\"content\":["
                + "{\"type\":\"text\",\"text\":\"12345\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:xxxxxxx\"}}]},"
                + "{\"role\":\"user\",\"content\":\"678\"}],\"metadata\":{\"content\":\"outside\"},\"model\":\"m\"}";
        JsonNode usage = Client.json(client.post("groq", body, "Authorization", "Bearer " + KEY))
                .path("usage");
        assertEquals(2, usage.path("prompt_tokens").asInt());
    }

    @Test
    void openRouterReportsItsCostToTheNanoDollar() {
        JsonNode usage = Client.json(client.chat("openrouter", KEY)).path("usage");
        long nanos = Client.PROMPT_TOKENS * 150L + USUAL_TOKENS * 600L;
        assertEquals(
                BigDecimal.valueOf(nanos, 9).stripTrailingZeros(),
                usage.path("cost").decimalValue());
        assertEquals(nanos, books().invoiceNanos());
    }

    @Test
    void costReportingIsASettingOfTheKey() {
        sandbox.configure(KEY, KeyBehaviour.OK.reportsCost(false));
        assertFalse(Client.json(client.chat("openrouter", KEY)).path("usage").has("cost"));
        sandbox.configure(KEY, KeyBehaviour.OK.reportsCost(true));
        assertTrue(Client.json(client.chat("groq", KEY)).path("usage").has("cost"));
    }

    @Test
    void cachedAndReasoningTokensAreReportedAndPricedApart() {
        sandbox.configure(KEY, KeyBehaviour.OK.reply(new Reply("ok", 10, 2, 5)));
        JsonNode usage = Client.json(client.chat("groq", KEY)).path("usage");
        assertEquals(2, usage.at("/prompt_tokens_details/cached_tokens").asInt());
        assertEquals(5, usage.at("/completion_tokens_details/reasoning_tokens").asInt());
        assertEquals(15, usage.path("completion_tokens").asInt());
        assertEquals(1 * 150 + 2 * 75 + 15 * 600, books().invoiceNanos());
        assertEquals(new Books.Tokens(3, 2, 15, 5), books().tokens());
    }

    @ParameterizedTest
    @CsvSource({"max_tokens", "max_completion_tokens"})
    void maxTokensCutsTheAnswerOff(String field) {
        JsonNode answer = Client.json(client.chat("groq", KEY, ",\"" + field + "\":2"));
        assertEquals(
                Reply.USUAL.text().substring(0, 8),
                answer.at("/choices/0/message/content").asText());
        assertEquals("length", answer.at("/choices/0/finish_reason").asText());
        assertEquals(2, answer.at("/usage/completion_tokens").asInt());
    }

    @Test
    void aTextWithQuotesAndEmojiArrivesAsItIs() {
        String text = "He said \"naïve\" \\ 🙂\n";
        sandbox.configure(KEY, KeyBehaviour.OK.text(text));
        assertEquals(
                text,
                Client.json(client.chat("groq", KEY))
                        .at("/choices/0/message/content")
                        .asText());
        assertEquals(
                text, Client.content(Client.events(client.stream("groq", KEY).body())));
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer k-1, 200",
        "Authorization, bearer k-1, 200",
        "Authorization, Key k-1, 200",
        "x-api-key, k-1, 200",
        "api-key, k-1, 200",
        "Authorization, Basic k-1, 401",
        "Authorization, Bearer, 401",
        "X-Other, k-1, 401"
    })
    void theKeyIsReadWhereProvidersReadIt(String header, String value, int status) {
        HttpResponse<String> response = client.post("groq", Client.body(""), header, value);
        assertEquals(status, response.statusCode());
        assertEquals(status == 200 ? 1 : 0, sandbox.books("k-1").answered());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json            | The body is not valid JSON",
                "[]                  | The body is not a JSON object",
                "{\"messages\":[]}   | model is missing",
                "{\"model\":\"m\"}   | messages (an array) is missing",
                "{\"model\":\"m\",\"messages\":\"x\"} | messages (an array) is missing",
                "{\"model\":\"m\",\"messages\":[ | The body is not valid JSON"
            })
    void aBadBodyIsRefusedWithASentence(String body, String sentence) {
        HttpResponse<String> response = client.post("groq", body, "Authorization", "Bearer " + KEY);
        assertEquals(400, response.statusCode());
        assertTrue(Client.json(response).at("/error/message").asText().startsWith(sentence), response.body());
        assertEquals(1, books().refused("bad_request"));
    }

    @Test
    void aPostToAnUnknownPathIsNotTakenForAnAnswer() {
        HttpResponse<String> response = client.send("POST", "/groq/v1/chat/completion", "{}");
        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("No route for POST /groq/v1/chat/completion"), response.body());
    }

    @Test
    void twoAnswersNeverShareAnId() {
        String first = Client.json(client.chat("openrouter", KEY)).path("id").asText();
        String second = Client.json(client.chat("openrouter", KEY)).path("id").asText();
        assertTrue(first.startsWith("gen-") && !first.equals(second), first + " " + second);
    }
}
