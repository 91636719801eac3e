package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.IntegrationId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxied calls of somebody who means ill. */
final class ProxyAttackTest extends AttackScene {
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
    @ValueSource(
            strings = {"TRACE /v1/proxy/fal_ai/x", "CONNECT /v1/proxy/fal_ai/x", "CONNECT 127.0.0.1:80", "CONNECT /"})
    void aMethodThatEchoesHeadersOrOpensATunnelIsRefused(String line) throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when("key-1", 200, "{}");
        String answer = raw(line + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 40"), answer);
        assertEquals(0, rig.provider.seen().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/proxy/fal_ai/a|b",
                "/v1/proxy/fal_ai/{x}",
                "/v1/proxy/fal_ai/%zz",
                "/v1/proxy/fal_ai/%",
                "/v1/proxy/fal_ai/a\\b",
                "/v1/proxy/fal_ai/\u00e4",
                "/v1/proxy/fal_ai/a?b=^`",
                "/v1/proxy/fal_ai/a#b",
                "/v1/proxy/fal_ai/a?%",
                "/v1/proxy/fal_ai/%00",
                "/v1/proxy/fal_ai/%0d%0aHost:%20evil",
                "http://[::1/v1/proxy/fal_ai/x",
                "v1/proxy/fal_ai/x",
                "*",
                "?",
                "//"
            })
    void aTargetThatIsNoUriIsAnsweredAndLeadsNowhereElse(String target) throws Exception {
        rig.key(1, "fal_ai");
        rig.provider.when("key-1", 200, "{}");
        String answer = raw(
                "GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 404") || answer.startsWith("HTTP/1.1 200"), answer);
        for (var seen : rig.provider.seen()) assertTrue(seen.line().startsWith("GET /fal_ai/v1/"), seen.line());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aPathThatNoKeyMayUseHoldsNothingAgainstTheKeysButHasThemLookedAt(int status) throws Exception {
        rig.key(1, "fal_ai");
        rig.key(2, "fal_ai");
        for (String key : List.of("key-1", "key-2"))
            rig.provider.when(key, status, "{\"detail\":\"This key may not do that.\"}");
        for (int i = 0; i < 4; i++) {
            HttpResponse<String> response =
                    rig.send(rig.request("/v1/proxy/fal_ai/admin/users").GET());
            assertTrue(response.statusCode() >= 400, response.body());
        }
        for (long id : new long[] {1, 2}) {
            assertEquals(0, rig.view(id).standing().consecutiveFailures());
            assertTrue(rig.doubted.contains(new IntegrationId(id)));
        }
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
}
