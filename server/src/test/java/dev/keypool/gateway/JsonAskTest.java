package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonAskTest {
    private static final Bounds BOUNDS = new Bounds(600_000);
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static JsonAsk scan(String json) {
        return BodyScan.of(json.getBytes(UTF_8), BOUNDS);
    }

    private static String sent(String json, String model, boolean usage) {
        return new String(scan(json).upstream(model, usage), UTF_8);
    }

    private static GatewayError refusal(String json) {
        return assertThrows(GatewayError.Raised.class, () -> scan(json)).error();
    }

    @Test
    void onlyTheModelsNameIsReplacedAndEveryOtherByteStays() {
        String body = "{ \"x_unknown\" : [1.50, 1e3,\n null],\t\"model\" :  \"groq/llama\" , " + MESSAGES
                + ",\"seed\": 007e }".replace("007e", "7");
        assertEquals(body.replace("\"groq/llama\"", "\"llama\""), sent(body, "llama", true));
    }

    @Test
    void aModelInsideOfAMessageOrAToolIsNotTouched() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"\\\"model\\\":\\\"a\\\"\",\"model\":\"a\"}],"
                + "\"tools\":[{\"model\":\"a\"}],\"model\":\"a\"}";
        String expected = body.substring(0, body.length() - 4) + "\"b\"}";
        assertEquals(expected, sent(body, "b", false));
    }

    @Test
    void escapedNamesAndUnicodeAreUnderstood() {
        String body = "{\"größe\":\"日本語 \\ud83d\\ude00\",\"mod\\u0065l\":\"\\u0061/ü\"," + MESSAGES + "}";
        assertEquals("a/ü", scan(body).model());
        assertEquals(body.replace("\"\\u0061/ü\"", "\"x\\\"y/日\""), sent(body, "x\"y/日", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"spidergate_options\":{\"timeout_ms\":5},\"model\":\"m\",MSG}",
                "{\"model\":\"m\",\"spidergate_options\":{\"timeout_ms\":5},MSG}",
                "{\"model\":\"m\",MSG,\"spidergate_options\":{\"timeout_ms\":5}}",
                "{\"include_route_trace\":true,\"spidergate_metadata\":{\"a\":[1]},\"model\":\"m\",MSG}",
                "{\"model\":\"m\",MSG , \"spidergate_metadata\": null , \"include_route_trace\":false }",
                "{ \"spidergate_options\" : {} ,\n\"model\":\"m\" ,\"spidergate_metadata\":1,MSG,\"include_route_trace\":true}",
            })
    void theGatewaysOwnMembersAreCutOutWithOneCommaEach(String template) throws Exception {
        var mapper = new ObjectMapper();
        String body = template.replace("MSG", MESSAGES);
        ObjectNode expected = (ObjectNode) mapper.readTree(body);
        expected.remove(List.of("spidergate_options", "spidergate_metadata", "include_route_trace"));
        assertEquals(expected, mapper.readTree(sent(body, "m", false)));
    }

    @Test
    void membersInAnyOrderSpliceToTheSameMeaning() throws Exception {
        var mapper = new ObjectMapper();
        var random = new Random(7);
        List<String> members = new ArrayList<>(List.of(
                "\"model\": \"p/m\"",
                MESSAGES,
                "\"stream\":true",
                "\"spidergate_options\":{\"timeout_ms\":1000,\"fallback_models\":[\"a/b\"]}",
                "\"include_route_trace\": true",
                "\"spidergate_metadata\":{}",
                "\"stream_options\":{\"chunk\":1}",
                "\"user\":\"ü\""));
        for (int i = 0; i < 500; i++) {
            Collections.shuffle(members, random);
            String body = "{" + String.join(random.nextBoolean() ? "," : " ,\n ", members) + "}";
            ObjectNode expected = (ObjectNode) mapper.readTree(body);
            expected.remove(List.of("spidergate_options", "spidergate_metadata", "include_route_trace"));
            expected.put("model", "n");
            ((ObjectNode) expected.get("stream_options")).put("include_usage", true);
            assertEquals(expected, mapper.readTree(sent(body, "n", true)), body);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{\"model\":\"m\",\"stream\":true,MSG}`|`{\"model\":\"m\",\"stream_options\":{\"include_usage\":true},\"stream\":true,MSG}`",
                "`{\"stream_options\":null,\"model\":\"m\",\"stream\":true,MSG}`|`{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true,MSG}`",
                "`{\"stream_options\":{},\"model\":\"m\",\"stream\":true,MSG}`|`{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true,MSG}`",
                "`{\"stream_options\":{\"a\":1},\"model\":\"m\",\"stream\":true,MSG}`|`{\"stream_options\":{\"include_usage\":true,\"a\":1},\"model\":\"m\",\"stream\":true,MSG}`",
                "`{\"stream_options\":{\"include_usage\":false},\"model\":\"m\",\"stream\":true,MSG}`|`{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true,MSG}`",
                "`{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true,MSG}`|`{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true,MSG}`",
                "`{\"model\":\"m\",\"stream\":false,MSG}`|`{\"model\":\"m\",\"stream\":false,MSG}`",
            })
    void usageIsAskedForInStreamsOnly(String body, String expected) {
        assertEquals(expected.replace("MSG", MESSAGES), sent(body.replace("MSG", MESSAGES), "m", true));
    }

    @Test
    void aProviderThatDoesNotKnowStreamOptionsGetsTheBodyAsItCame() {
        String body = "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"a\":1}," + MESSAGES + "}";
        assertEquals(body, sent(body, "m", false));
    }

    @Test
    void theSameTargetGetsTheSameBytesAgain() {
        JsonAsk body = scan("{\"model\":\"a\"," + MESSAGES + "}");
        byte[] first = body.upstream("b", false);
        assertArrayEquals(first, body.upstream("b", false));
        assertFalse(new String(body.upstream("c", false), UTF_8).contains("\"b\""));
    }

    @Test
    void whatTheCallerAskedForIsRead() {
        JsonAsk body = scan(
                "{\"model\":\"a\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + MESSAGES
                        + ",\"spidergate_options\":{\"timeout_ms\":1500,\"retry_count\":1,\"fallback_models\":[\"x\"],"
                        + "\"excluded_providers\":[\"groq\"],\"max_cost_usd\":0.5,\"new_one\":{\"a\":1}},\"include_route_trace\":true}");
        assertTrue(body.stream());
        assertTrue(body.usageAsked());
        assertEquals(
                new Options(1500, 1, List.of("x"), List.of(), List.of("groq"), true, null, new Money(500_000_000)),
                body.options());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"temperature\":2.1`|temperature",
                "`\"temperature\":\"hot\"`|temperature",
                "`\"temperature\":-0.1`|temperature",
                "`\"top_p\":1.01`|top_p",
                "`\"n\":0`|n",
                "`\"n\":129`|n",
                "`\"n\":1.5`|n",
                "`\"max_tokens\":0`|max_tokens",
                "`\"max_tokens\":99999999999`|max_tokens",
                "`\"max_completion_tokens\":-1`|max_completion_tokens",
                "`\"presence_penalty\":-2.5`|presence_penalty",
                "`\"frequency_penalty\":3`|frequency_penalty",
                "`\"stream\":\"yes\"`|stream",
                "`\"stream_options\":[]`|stream_options",
                "`\"stream_options\":{\"include_usage\":1}`|stream_options.include_usage",
                "`\"spidergate_options\":[]`|spidergate_options",
                "`\"spidergate_options\":{\"timeout_ms\":0}`|spidergate_options.timeout_ms",
                "`\"spidergate_options\":{\"timeout_ms\":600001}`|spidergate_options.timeout_ms",
                "`\"spidergate_options\":{\"cache_ttl_seconds\":59}`|spidergate_options.cache_ttl_seconds",
                "`\"spidergate_options\":{\"max_cost_usd\":100.5}`|spidergate_options.max_cost_usd",
                "`\"spidergate_options\":{\"fallback_models\":\"a\"}`|spidergate_options.fallback_models",
            })
    void aParameterOutsideOfItsBoundsIsNamed(String member, String param) {
        GatewayError error = refusal("{\"model\":\"m\"," + MESSAGES + "," + member + "}");
        assertEquals(400, error.status());
        assertEquals("invalid_request_error", error.type());
        assertEquals(param, error.param());
        assertTrue(error.message().startsWith(param + " "), error.message());
    }

    @Test
    void nullsAndTheEndsOfTheBoundsAreAccepted() {
        scan("{\"model\":\"m\"," + MESSAGES + ",\"temperature\":null,\"top_p\":1,\"n\":128,\"max_tokens\":1,"
                + "\"presence_penalty\":-2.0,\"stream\":null,\"stream_options\":null,\"spidergate_options\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`{MSG}`|model|missing_required_parameter",
                "`{\"model\":\"m\"}`|messages|missing_required_parameter",
                "`{\"model\":7,MSG}`|model|invalid_value",
                "`{\"model\":\" \",MSG}`|model|invalid_value",
                "`{\"model\":\"m\",\"messages\":[]}`|messages|invalid_value",
                "`{\"model\":\"m\",\"messages\":{}}`|messages|invalid_value",
                "`{\"model\":\"m\",\"messages\":[\"hi\"]}`|messages|invalid_value",
                "`{\"model\":\"m\",\"model\":\"n\",MSG}`|model|duplicate_parameter",
                "`{\"model\":\"m\",\"\\u006dodel\":\"n\",MSG}`|model|duplicate_parameter",
                "`{\"model\":\"m\",MSG,MSG}`|messages|duplicate_parameter",
            })
    void whatIsMissingOrDoubledIsNamed(String body, String param, String code) {
        GatewayError error = refusal(body.replace("MSG", MESSAGES));
        assertEquals(param, error.param());
        assertEquals(code, error.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "\"model\"",
                "{\"model\":\"m\",}",
                "{\"model\":\"m\"",
                "{\"model\":\"m\",\"messages\":[{}]} x",
                "{'model':'m'}",
                "{\"model\":\"m\",\"messages\":[{\"a\":tru}]}",
                "{\"model\":\"m\",\"messages\":[{\"a\":\"\u0001\"}]}",
            })
    void malformedJsonIsToldWithItsPlace(String body) {
        GatewayError error = refusal(body);
        assertEquals("invalid_json", error.code());
        assertTrue(error.message().contains("line 1, column "), error.message());
    }

    @Test
    void invalidUtf8IsMalformed() {
        byte[] body = ("{\"model\":\"m\",\"messages\":[{\"a\":\"" + "ÿ" + "\"}]}")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        GatewayError error = assertThrows(GatewayError.Raised.class, () -> BodyScan.of(body, BOUNDS))
                .error();
        assertEquals("invalid_json", error.code());
    }

    @Test
    void absurdlyDeepNestingIsRefusedAndNotAStackOverflow() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertEquals(
                "invalid_json",
                refusal("{\"model\":\"m\",\"x\":" + deep + "," + MESSAGES + "}").code());
    }
}
