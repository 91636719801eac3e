package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlTest extends SandboxCase {
    private static final String PAGE = "/_control/keys/" + KEY;
    private static final String ALL_SETTINGS = """
            {"mode":"custom","on":"chat","times":3,"until":"2026-11-23T13:00:00Z","every":1,"probability":1.0,
             "delay_ms":5,"after_chunks":2,"status":418,"body":"{}","headers":{"Retry-After":"2"},
             "latency_ms":1,"chunks":7,"chunk_pause_ms":2,
             "text":"hello","completion_tokens":9,"cached_tokens":1,"reasoning_tokens":4,
             "minute_limit":6,"credit":"10.5","cost":true,"spent_elsewhere_today":"0.1","spent_elsewhere_month":"0.2",
             "use_tools":true,"thinking":"hm","shape":"mistral","secret":"s"}""";

    ControlTest() throws IOException {}

    @Test
    void whatIsPutIsWhatIsShown() {
        HttpResponse<String> response = client.put(PAGE, ALL_SETTINGS);
        assertEquals(200, response.statusCode(), response.body());
        assertEquals(Client.json(ALL_SETTINGS), Client.json(response).path("settings"));
        HttpResponse<String> answer = client.chat("groq", KEY);
        assertEquals(418, answer.statusCode());
        assertEquals("2", answer.headers().firstValue("retry-after").orElse(""));
    }

    @Test
    void whatIsLeftOutHasItsUsualValue() {
        client.put(PAGE, ALL_SETTINGS);
        client.put(PAGE, "{\"mode\":\"ok\",\"minute_limit\":1}");
        assertEquals(KeyBehaviour.OK.minuteLimit(1), sandbox.behaviour(KEY));
        assertEquals(200, client.chat("groq", KEY).statusCode());
        assertEquals(429, client.chat("groq", KEY).statusCode());
    }

    @Test
    void retryAfterMayBeANumber() {
        client.put(PAGE, "{\"mode\":\"rate_limited\",\"retry_after\":1.5}");
        HttpResponse<String> answer = client.chat("groq", KEY);
        assertEquals("1.5", answer.headers().firstValue("retry-after").orElse(""));
    }

    @Test
    void aBodyMayBeGivenAsJson() {
        client.put(PAGE, "{\"mode\":\"custom\",\"status\":403,\"body\":{\"reason\":\"NOT_ENOUGH_BALANCE\"}}");
        assertEquals(
                "{\"reason\":\"NOT_ENOUGH_BALANCE\"}",
                client.chat("novita", KEY).body());
    }

    @Test
    void theBooksAreShownByKeyAndAsAList() {
        client.post("openrouter", Client.body(""), "Authorization", "Bearer " + KEY, "X-Request-Id", "r-1");
        client.chat("groq", "other");
        JsonNode page = Client.json(client.get(PAGE));
        assertEquals(1, page.path("received").asInt());
        assertEquals(1, page.path("answered").asInt());
        assertEquals(7050, page.path("invoice_nanos").asInt());
        assertEquals("r-1", page.at("/request_ids/0").asText());
        assertEquals("2026-11-23T12:00:00Z", page.at("/request_times/0").asText());
        assertEquals(0, page.path("in_flight").asInt(-1));
        assertEquals(1, page.path("most_received_in_60s").asInt());
        JsonNode list = Client.json(client.get("/_control/keys")).path("keys");
        assertEquals(2, list.size());
        assertEquals("other", list.at("/0/key").asText());
        assertEquals(
                0, Client.json(client.get(PAGE + "?last=0")).path("request_ids").size());
    }

    @Test
    void aKeyWithStrangeCharactersIsWrittenEncoded() {
        client.put("/_control/keys/a%2Fb%3A%20c+d", "{\"mode\":\"error_500\"}");
        assertEquals(500, client.chat("fal_ai", "a/b: c+d").statusCode());
    }

    @Test
    void aKeyThatIsNotEncodedIsRefusedWithASentence() throws IOException {
        try (Socket socket = client.raw("GET /_control/keys/100%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            String answer = Client.readToEnd(socket);
            assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
            assertTrue(answer.contains("The key in the path is not URL-encoded"), answer);
        }
    }

    @Test
    void resetForgetsEverything() {
        client.chat("groq", KEY);
        assertEquals(200, client.send("POST", "/_control/reset", "").statusCode());
        assertEquals(0, Client.json(client.get("/_control/keys")).path("keys").size());
        assertEquals(404, client.get(PAGE).statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                    | The body is not valid JSON",
                "[1]                         | The body must be a JSON object",
                "{\"mode\":\"broke\"}        | Unknown mode 'broke'. Known modes: ok, invalid",
                "{\"mode\":7}                | mode must be a string; it was 7.",
                "{\"mod\":\"ok\"}            | Unknown setting 'mod'. Known settings: after_chunks, body",
                "{\"minute_limit\":0}        | minute_limit must be 1 to 1000000",
                "{\"minute_limit\":\"6\"}    | minute_limit must be a whole number; it was \"6\".",
                "{\"latency_ms\":-1}         | latency_ms must be 0 to 600000; it was -1.",
                "{\"chunks\":0}              | chunks must be 1 to 100000; it was 0.",
                "{\"chunk_pause_ms\":-1}     | chunk_pause_ms must be 0 to 600000",
                "{\"delay_ms\":-1}           | delay_ms must be 0 to 600000",
                "{\"after_chunks\":-1}       | after_chunks must be 0 or more",
                "{\"times\":0}               | times must be 1 or more",
                "{\"every\":0}               | every must be 1 or more",
                "{\"probability\":1.5}       | probability must be between 0 and 1",
                "{\"probability\":\"x\"}     | probability must be a number",
                "{\"until\":\"tomorrow\"}    | until must be a UTC time such as",
                "{\"on\":\"both\"}           | Unknown value 'both' of on. Known: chat, other, all.",
                "{\"mode\":\"custom\"}       | Mode custom needs a status",
                "{\"status\":99}             | status must be 200 to 599",
                "{\"credit\":\"much\"}       | credit must be an amount in USD",
                "{\"credit\":\"0.0000000001\"} | An amount in USD has at most nine decimals",
                "{\"credit\":-1}             | credit must not be negative.",
                "{\"cost\":\"yes\"}          | cost must be true or false",
                "{\"text\":\"\"}             | text must have 1 to 1000000 characters; it had 0.",
                "{\"headers\":\"x\"}         | headers must be an object of strings",
                "{\"retry_after\":true}      | retry_after must be a number or a string",
                "{\"spent_elsewhere_today\":2,\"spent_elsewhere_month\":1} | spent_elsewhere_month includes today"
            })
    void badSettingsAreRefusedWithASentenceAndChangeNothing(String body, String sentence) {
        client.put(PAGE, "{\"minute_limit\":5}");
        HttpResponse<String> response = client.put(PAGE, body);
        assertEquals(400, response.statusCode());
        assertTrue(Client.json(response).path("error").asText().startsWith(sentence), response.body());
        assertEquals(KeyBehaviour.OK.minuteLimit(5), sandbox.behaviour(KEY));
    }

    @Test
    void otherControlCallsNameTheGoodOnes() {
        HttpResponse<String> response = client.send("DELETE", PAGE, "");
        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("POST /_control/reset"), response.body());
        assertEquals(400, client.get(PAGE + "?last=all").statusCode());
    }
}
