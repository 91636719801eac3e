package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.ask;
import static dev.keypool.gateway.GatewayRig.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.providers.KeyAccess;
import dev.keypool.values.Allowance;
import dev.keypool.values.IntegrationId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody tries who means ill: to make policy and provider read different things, to see a key, to go elsewhere. */
class AttackTest {
    private static final String KEY = "sk-live-0123456789abcdefghijklmnopqrstuvwxyzABCD";

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return rig.send(
                rig.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> asAgent(String path, String json) throws Exception {
        return rig.send(rig.request(path)
                .setHeader("Authorization", "Bearer agent")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** A key at fal_ai or groq that is long enough to be one. */
    private void longKey(String provider) {
        rig.key(1, provider);
        KeyAccess plain = Objects.requireNonNull(rig.keys.get(new IntegrationId(1)));
        rig.keys.put(
                new IntegrationId(1),
                new KeyAccess(
                        plain.provider(),
                        URI.create(plain.baseUri().toString()),
                        true,
                        Map.of("Authorization", "Bearer " + KEY)));
    }

    private static Allowance models(boolean freeOnly, String... names) {
        return new Allowance(null, null, null, false, names.length == 0 ? null : List.of(names), freeOnly);
    }

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

    // A proxied call.

    @Test
    void aFreeAgentMakesNoProxiedCallWhosePathLooksFree() throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when("key-1", 200, "{}");
        rig.allowance = models(true);
        assertEquals(403, asAgent("/v1/proxy/fal_ai/run;:free", "{}").statusCode());
        String padded = "/".repeat(128 - "fal_ai".length() - ":free".length()) + ":free/run";
        assertEquals(403, asAgent("/v1/proxy/fal_ai" + padded, "{}").statusCode());
        assertEquals(0, rig.provider.seen().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /v1/proxy/fal_ai/x"})
    void aMethodThatEchoesHeadersOrOpensATunnelIsRefused(String line) throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when("key-1", 200, "{}");
        String answer = raw(line + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 40"), answer);
        assertEquals(0, rig.provider.seen().size());
    }

    @Test
    void anAbsoluteUriOrAForeignHostLeadsToTheKeysProviderAllTheSame() throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when("key-1", 200, "{}");
        for (String target : List.of(
                "http://evil.example/v1/proxy/fal_ai/x",
                "/v1/proxy/fal_ai//evil.example/x",
                "/v1/proxy/fal_ai/@evil.example/x",
                "/v1/proxy/fal_ai/http://evil.example/x")) {
            String answer = raw("GET " + target + " HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer good\r\n"
                    + "X-Forwarded-Host: evil.example\r\nX-Real-IP: 1.1.1.1\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        }
        for (var seen : rig.provider.seen()) {
            assertTrue(seen.line().startsWith("GET /fal_ai/v1/"), seen.line());
            assertTrue(seen.headers().getOrDefault("host", "").startsWith("127.0.0.1"), seen.toString());
            assertFalse(seen.headers().toString().contains("good"));
            assertFalse(seen.headers().containsKey("x-forwarded-host"));
            assertFalse(seen.headers().containsKey("x-real-ip"));
        }
        assertEquals(4, rig.provider.seen().size());
    }

    @Test
    void theCallersTokenGoesNowhereInWhateverHeaderItCame() throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when("key-1", 200, "{}");
        String head = String.join(
                "\r\n",
                "GET /v1/proxy/fal_ai/x HTTP/1.1",
                "Host: x",
                "Authorization: Bearer good",
                "Connection: close",
                "Connection: x-hop",
                "X-Hop: secret",
                "X-Amz-Security-Token: theirs",
                "X-Own-Token: Bearer good",
                "Proxy-Authorization: Bearer good",
                "Cookie: a=good",
                "Cf-Connecting-Ip: 1.1.1.1");
        String answer = raw(head + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        var seen = rig.provider.seen().getFirst();
        assertFalse(seen.headers().toString().contains("good"), seen.toString());
        for (String name : List.of("x-hop", "x-amz-security-token", "cf-connecting-ip"))
            assertFalse(seen.headers().containsKey(name), seen.toString());
    }

    @Test
    void aPathOfHttp2WithALineEndInItSplitsNoRequest() throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when("key-1", 200, "{}");
        for (String evil : List.of(
                "/v1/proxy/fal_ai/x HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET /stolen",
                "/v1/proxy/fal_ai/x\r\nX-Evil: 1",
                "/v1/proxy/fal_ai/x?a=b HTTP/1.1\nX-Evil: 1",
                "/v1/proxy/fal_ai/x y")) http2Get(evil);
        for (var seen : rig.provider.seen()) {
            assertFalse(seen.headers().containsKey("x-evil"), seen.toString());
            assertFalse(seen.line().contains("stolen"), seen.toString());
            assertEquals(3, seen.line().split(" ", -1).length, seen.line());
        }
    }

    /** Without a library: one that is sound would not send it. */
    private void http2Get(String path) throws IOException {
        var block = new ByteArrayOutputStream();
        String[] headers = {
            ":method", "GET", ":scheme", "http", ":path", path, ":authority", "x", "authorization", "Bearer good"
        };
        for (int i = 0; i < headers.length; i += 2) {
            block.write(0);
            for (String text : List.of(headers[i], headers[i + 1])) {
                block.write(text.length()); // Below 127: one byte.
                block.writeBytes(text.getBytes(ISO_8859_1));
            }
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
        out.writeBytes(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        out.writeBytes(new byte[] {0, 0, (byte) block.size(), 1, 5, 0, 0, 0, 1});
        out.writeBytes(block.toByteArray());
        try (var socket = rig.socket()) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(out.toByteArray());
            var in = new java.io.DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                in.readNBytes(length);
                // Of our stream the end or a reset; or all is over.
                if ((stream == 1 && ((flags & 1) == 1 || type == 3)) || type == 7) return;
            }
        } catch (java.io.EOFException closed) {
            // Refused, which is as good.
        }
    }

    private String raw(String request) throws IOException {
        try (var socket = rig.socket()) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    // A provider that shows the key.

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
