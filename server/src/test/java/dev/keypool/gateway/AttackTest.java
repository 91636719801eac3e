package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody tries who means ill: to make policy and provider read different things, to recall what he may not ask. */
final class AttackTest extends AttackScene {
    // A body that two readers read differently.

    @ParameterizedTest
    @ValueSource(strings = {"Model", "MODEL", "mod\\u0045l"})
    void aMemberThatALenientProviderTakesForAnotherIsRefused(String name) throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, GatewayRig.answer("m"));
        HttpResponse<String> response = rig.chat(ask("groq/m", "\"" + name + "\":1"));
        assertEquals(400, response.statusCode(), response.body());
        assertEquals(0, rig.provider.seen().size());
    }

    @Test
    void aBodyInAnotherEncodingIsRefused() throws Exception {
        rig.key(1, "groq");
        for (byte[] body : List.of(
                ask("groq/m").getBytes(UTF_16),
                ask("groq/m").getBytes(UTF_16LE),
                ask("groq/m").getBytes(UTF_16BE),
                ("\ufeff" + ask("groq/m")).getBytes(UTF_8))) {
            HttpResponse<String> response = post("/v1/chat/completions", body);
            assertEquals(400, response.statusCode(), response.body());
            assertEquals("invalid_json", json(response).at("/error/code").asText());
        }
        assertEquals(0, rig.provider.seen().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/embeddings {\"foo\":1,\"models\":[\"x\"],\"model\":\"openai/text-embedding-3-small\",\"input\":\"a\"}",
                "/v1/images/generations {\"models\":[\"x\"],\"model\":\"openai/gpt-image-1\",\"prompt\":\"a\"}",
                "/v1/audio/speech {\"fallbacks\":[\"x\"],\"model\":\"openai/tts-1\",\"input\":\"a\",\"voice\":\"alloy\"}",
                "/v1/moderations {\"a\":1,\"models\":[\"x\"],\"model\":\"openai/omni\",\"input\":\"a\"}",
                "/v1/responses {\"a\":1,\"models\":[\"x\"],\"model\":\"openai/gpt-4o\",\"input\":\"a\"}"
            })
    void anAgentOfCertainModelsNamesNoOthersOnAnySurface(String call) throws Exception {
        rig.key(1, "openai");
        rig.allowance = models(false, "openai/*");
        int blank = call.indexOf(' ');
        HttpResponse<String> response = asAgent(call.substring(0, blank), call.substring(blank + 1));
        assertEquals(403, response.statusCode(), response.body());
        assertEquals("model_not_allowed", json(response).at("/error/code").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"n\":10,\"n\":1,", "{\"n\":1,\"n\":10,"})
    void ofTwoCountsOfPicturesTheLargerIsReserved(String begin) {
        JsonAsk ask = BodyScan.of(
                dev.keypool.values.Surface.IMAGES,
                (begin + "\"model\":\"openai/dall-e-3\",\"prompt\":\"a\"}").getBytes(UTF_8),
                new Bounds(1000),
                false);
        assertEquals(10, ask.size().pictures());
    }

    // What was answered before.

    @Test
    void whatAnAgentMayNotAskHeDoesNotRecall() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, GatewayRig.answer("m"));
        rig.key(2, "mistral");
        rig.provider.when("key-2", 200, GatewayRig.answer("other"));
        String cached = ask(
                "groq/m", "\"spidergate_options\":{\"cache_enabled\":true,\"fallback_models\":[\"mistral/other\"]}");
        assertEquals("m", json(rig.chat(cached)).path("model").asText());
        rig.allowance = models(false, "mistral/*");
        HttpResponse<String> response = asAgent("/v1/chat/completions", cached);
        assertEquals("other", json(response).path("model").asText(), response.body());
    }

    @Test
    void ofTwoMembersOfOneNameNoneIsRecalled() throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, GatewayRig.answer("m"));
        String cache = "\"spidergate_options\":{\"cache_enabled\":true}";
        rig.chat("{\"model\":\"groq/m\",\"messages\":[{\"role\":\"user\",\"content\":\"evil\",\"content\":\"good\"}],"
                + cache + "}");
        HttpResponse<String> response = rig.chat(
                "{\"model\":\"groq/m\",\"messages\":[{\"role\":\"user\",\"content\":\"good\"}]," + cache + "}");
        assertEquals(200, response.statusCode());
        assertFalse(response.headers().firstValue("x-keypool-cache").isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "1E-999999999", "123456789012345678901234567890", "-0.0"})
    void anOddNumberIsNoFaultOfTheCache(String number) throws Exception {
        rig.key(1, "groq");
        rig.provider.when("key-1", 200, GatewayRig.answer("m"));
        HttpResponse<String> response =
                rig.chat(ask("groq/m", "\"x\":" + number, "\"spidergate_options\":{\"cache_enabled\":true}"));
        assertEquals(200, response.statusCode(), response.body());
    }
}
