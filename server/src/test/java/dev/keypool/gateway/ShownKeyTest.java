package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.ask;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that shows the key in what it answers. */
final class ShownKeyTest extends AttackScene {
    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 404, 422, 500})
    void aProxiedAnswerShowsNoKeyNotEvenInPieces(int status) throws Exception {
        longKey("fal_ai");
        rig.provider.when(KEY, (request, wire) -> {
            wire.raw("HTTP/1.1 " + status + " X\r\ncontent-type: text/plain; k=" + KEY
                    + "\r\ncontent-disposition: a; filename=" + KEY + "\r\ntransfer-encoding: chunked\r\n\r\n");
            for (char c : ("before " + KEY + " behind").toCharArray()) wire.chunk(String.valueOf(c));
            wire.end();
        });
        HttpResponse<String> response = rig.get("/v1/proxy/fal_ai/x");
        showsNothing(response);
        if (status == 200)
            assertTrue(response.body().startsWith("before *") && response.body().endsWith("* behind"), response.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 400, 401, 404, 422, 429, 500})
    void noAnswerOfAnySurfaceShowsAKey(int status) throws Exception {
        longKey("openai");
        String message = "no " + KEY + " and " + KEY.substring(8, 20);
        rig.provider.when(
                KEY,
                status,
                status == 200
                        ? GatewayRig.answer("m").replace("hello", KEY)
                        : "{\"error\":{\"message\":\"" + message + "\",\"code\":\"" + KEY.substring(8, 20)
                                + "\",\"type\":\"x\"}}");
        showsNothing(rig.chat(ask("openai/gpt-4o", "\"include_route_trace\":true")));
        showsNothing(post("/v1/embeddings", "{\"model\":\"openai/e\",\"input\":\"a\"}".getBytes(UTF_8)));
        showsNothing(
                post("/v1/messages", ask("openai/gpt-4o", "\"max_tokens\":5").getBytes(UTF_8)));
        showsNothing(post("/v1/responses", "{\"model\":\"openai/e\",\"input\":\"a\"}".getBytes(UTF_8)));
        showsNothing(post(
                "/v1/audio/speech",
                "{\"model\":\"openai/tts-1\",\"input\":\"a\",\"voice\":\"alloy\"}".getBytes(UTF_8)));
        for (var row : rig.rows()) assertFalse(row.toString().contains(KEY.substring(8, 16)), row.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamShowsNoKeyNotEvenInItsError(boolean error) throws Exception {
        longKey("groq");
        String piece =
                "data: " + GatewayRig.answer("m").replace("hello", KEY).replace("message\":", "delta\":") + "\n\n";
        rig.provider.when(KEY, (request, wire) -> {
            wire.events();
            for (int i = 0; i < piece.length(); i += 7) wire.chunk(piece.substring(i, Math.min(piece.length(), i + 7)));
            if (error) wire.chunk("data: {\"error\":{\"message\":\"bad " + KEY.substring(8, 20) + "\"}}\n\n");
            wire.chunk("data: [DONE]\n\n");
            wire.end();
        });
        HttpResponse<String> response = rig.chat(ask("groq/m", "\"stream\":true"));
        assertEquals(200, response.statusCode(), response.body());
        showsNothing(response);
    }

    private static void showsNothing(HttpResponse<String> response) {
        String all = response.body() + response.headers();
        for (int i = 8; i + 8 <= KEY.length(); i++)
            assertFalse(all.contains(KEY.substring(i, i + 8)), response.statusCode() + " " + all);
    }
}
