package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.TokenUsage;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies and answers that are let through while they come: speech, transcriptions, a provider's own API. */
class FlowTest {
    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String file(String sound) {
        return "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\n"
                + sound + "\r\n";
    }

    private HttpResponse<String> transcribe(String form) throws Exception {
        return rig.send(rig.request("/v1/audio/transcriptions")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(form)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFormIsPassedOnWithTheProvidersNameOfTheModelWhereverItStands(boolean modelFirst) throws Exception {
        rig.key(1, "openai");
        rig.provider.when("key-1", 200, "{\"text\":\"hello\",\"usage\":{\"input_tokens\":14,\"output_tokens\":3}}");
        String model = part("model", "openai/whisper-1");
        String sound = file("name=\"model\" --x not a field".repeat(50));
        HttpResponse<String> response = transcribe((modelFirst ? model + sound : sound + model) + "--b--\r\n");
        assertEquals(200, response.statusCode(), response.body());
        assertEquals("hello", json(response).path("text").asText());
        String plain = part("model", "whisper-1");
        var seen = rig.provider.seen().getFirst();
        assertEquals((modelFirst ? plain + sound : sound + plain) + "--b--\r\n", seen.body());
        assertEquals("multipart/form-data; boundary=b", seen.headers().get("content-type"));
        assertEquals("ok", rig.rows().getFirst().result());
        assertEquals(new TokenUsage(14, 3, 0, 0), rig.rows().getFirst().usage());
    }

    @Test
    void aFormGoesToTheNextKeyWhenTheFirstIsRefused() throws Exception {
        rig.key(1, "openai");
        rig.key(2, "openai");
        rig.provider.when("key-1", 429, "{\"error\":{\"message\":\"slow\"}}");
        rig.provider.when(
                "key-2",
                (request, wire) -> wire.raw(
                        "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 5\r\n\r\nhello"));
        HttpResponse<String> response = transcribe(part("model", "openai/whisper-1") + file("sound") + "--b--\r\n");
        assertEquals("hello", response.body());
        assertEquals(
                "text/plain; charset=utf-8",
                response.headers().firstValue("content-type").orElseThrow());
        assertEquals(
                rig.provider.seen().get(0).body(), rig.provider.seen().get(1).body());
        assertEquals(2, rig.rows().size());
    }

    @Test
    void aFormWithoutAModelOrThatIsNoneIsRefused() throws Exception {
        HttpResponse<String> nameless = transcribe(file("x") + "--b--\r\n");
        assertEquals(400, nameless.statusCode());
        assertEquals("model", json(nameless).at("/error/param").asText());
        HttpResponse<String> blank = transcribe(part("model", " ") + file("x") + "--b--\r\n");
        assertEquals(400, blank.statusCode());
        HttpResponse<String> none = rig.send(rig.request("/v1/audio/transcriptions")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
        assertEquals(415, none.statusCode());
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws Exception {
        rig.key(1, "openai");
        HttpResponse<String> response =
                transcribe(part("model", "openai/whisper-1") + file("x".repeat(26 << 20)) + "--b--\r\n");
        assertEquals(413, response.statusCode());
        assertEquals("request_too_large", json(response).at("/error/code").asText());
    }

    @Test
    void soundIsLetThroughAsItComes() throws Exception {
        rig.key(1, "openai");
        rig.provider.when("key-1", (request, wire) -> {
            wire.raw(
                    "HTTP/1.1 200 OK\r\ncontent-type: audio/mpeg\r\ntransfer-encoding: chunked\r\nx-theirs: 1\r\n\r\n");
            wire.chunk("one".getBytes(UTF_8));
            wire.chunk("two".getBytes(UTF_8));
            wire.end();
        });
        HttpResponse<String> response = rig.send(rig.request("/v1/audio/speech")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"openai/tts-1\",\"input\":\"Grüße\",\"voice\":\"alloy\"}")));
        assertEquals("onetwo", response.body());
        assertEquals("audio/mpeg", response.headers().firstValue("content-type").orElseThrow());
        assertFalse(response.headers().firstValue("x-theirs").isPresent());
        assertEquals("ok", rig.rows().getFirst().result());
        assertEquals(
                "{\"model\":\"tts-1\",\"input\":\"Grüße\",\"voice\":\"alloy\"}",
                rig.provider.seen().getFirst().body());
    }

    @Test
    void aProvidersOwnApiIsReachedWithAPooledKey() throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when(
                "key-1",
                (request, wire) -> wire.raw(
                        "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nset-cookie: a=b\r\ncontent-length: 11\r\n\r\n{\"ok\":true}"));
        HttpResponse<String> response = rig.send(rig.request("/v1/proxy/fal_ai/fal-ai/flux/dev?sync=1")
                .header("Content-Type", "application/json")
                .header("X-Fal-Thing", "y")
                .header("Cookie", "secret=1")
                .method("PUT", BodyPublishers.ofString("{\"prompt\":\"cat\"}")));
        assertEquals(201, response.statusCode());
        assertEquals("{\"ok\":true}", response.body());
        assertFalse(response.headers().firstValue("set-cookie").isPresent());
        var seen = rig.provider.seen().getFirst();
        assertEquals("PUT /fal_ai/v1/fal-ai/flux/dev?sync=1 HTTP/1.1", seen.line());
        assertEquals("{\"prompt\":\"cat\"}", seen.body());
        assertEquals("y", seen.headers().get("x-fal-thing"));
        assertEquals("Bearer key-1", seen.headers().get("authorization"));
        assertNull(seen.headers().get("cookie"));
        assertEquals("fal_ai/fal-ai/flux/dev", rig.rows().getFirst().askedModel());
        assertEquals(1, rig.view(1).dailyCount());
    }

    @Test
    void aProxiedErrorOfTheCallersIsHisAndOneOfTheKeysIsNot() throws Exception {
        rig.key(1, "fal_ai");
        rig.key(2, "fal_ai");
        rig.provider.when("key-1", 403, "{\"detail\":\"User is locked. Reason: Exhausted balance\"}");
        rig.provider.when("key-2", 422, "{\"detail\":\"prompt is missing\"}");
        HttpResponse<String> response = rig.get("/v1/proxy/fal_ai/fal-ai/flux");
        assertEquals(422, response.statusCode());
        assertEquals("{\"detail\":\"prompt is missing\"}", response.body());
        assertEquals(0, rig.view(2).standing().consecutiveFailures());
        assertEquals(2, rig.rows().size());
        assertTrue(rig.rows().stream().anyMatch(row -> row.result().equals("key_no_credit")));
        assertTrue(rig.rows().stream().anyMatch(row -> row.result().equals("caller_error")));
    }

    @Test
    void whatAProviderMayHaveBegunToDoIsNotAskedTwice() throws Exception {
        rig.key(1, "fal_ai");
        rig.key(2, "fal_ai");
        rig.provider.when("key-1", 500, "{}");
        rig.provider.when("key-2", 200, "{}");
        HttpResponse<String> posted =
                rig.send(rig.request("/v1/proxy/fal_ai/fal-ai/flux").POST(BodyPublishers.ofString("{}")));
        assertEquals(502, posted.statusCode());
        assertEquals(200, rig.get("/v1/proxy/fal_ai/fal-ai/flux").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "openai/", "nobody/x", "openai/../x", "openai/%2e%2e/x", "openai/a/%2E./b"})
    void aPathThatLeadsNowhereOrOutIsRefused(String path) throws Exception {
        rig.key(1, "openai");
        HttpResponse<String> response = rig.get("/v1/proxy/" + path);
        assertEquals(404, response.statusCode(), response.body());
        assertEquals(0, rig.provider.seen().size());
    }
}
