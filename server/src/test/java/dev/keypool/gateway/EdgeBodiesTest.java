package dev.keypool.gateway;

import static dev.keypool.gateway.GatewayRig.answer;
import static dev.keypool.gateway.GatewayRig.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies at their bounds: deep, long, many, absurd. Each is served, or refused by a sentence; none is a 500. */
class EdgeBodiesTest {
    private static final String MESSAGE = "{\"role\":\"user\",\"content\":\"hi\"}";
    private static final String CLAUDE =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}],"
                    + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":7,\"output_tokens\":2}}";

    private GatewayRig rig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        rig = new GatewayRig(folder);
        rig.key(1, "groq");
        rig.key(2, "anthropic");
        rig.provider.when("key-1", 200, answer("m"));
        rig.provider.when("key-2", 200, CLAUDE);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return rig.send(rig.request("/v1" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String ask(String model, String messages, String more) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":50,\"messages\":[" + messages + "]" + more + "}";
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static void assertRefused(HttpResponse<String> response) throws Exception {
        assertEquals(400, response.statusCode(), response.body());
        assertFalse(json(response).at("/error/message").asText().isBlank());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/chat/completions",
                "/messages",
                "/messages/count_tokens",
                "/responses",
                "/completions",
                "/embeddings",
                "/rerank",
                "/moderations",
                "/images/generations",
                "/audio/speech"
            })
    void nestingTenThousandDeepIsRefusedOnEverySurfaceAndTheBoundIsTold(String path) throws Exception {
        HttpResponse<String> response = post(path, "{\"model\":\"groq/m\",\"x\":" + nested(10_000) + "}");
        assertRefused(response);
        assertTrue(json(response).at("/error/message").asText().contains("1000 levels"), response.body());
        assertEquals(0, rig.provider.seen().size());
    }

    /** What is translated stands at another depth than it came. */
    @ParameterizedTest
    @CsvSource({
        "/messages, groq/m",
        "/messages, anthropic/m",
        "/chat/completions, groq/m",
        "/chat/completions, anthropic/m",
        "/responses, groq/m",
        "/responses, anthropic/m"
    })
    void theDeepestBodyThatIsReadIsServedOrRefusedInEveryPair(String path, String model) throws Exception {
        for (int depth = 992; depth <= 1_008; depth++) {
            String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"enum\":" + nested(depth - 8) + "}}}";
            String tool = switch (path) {
                case "/messages" -> "{\"name\":\"f\",\"input_schema\":" + schema + "}";
                case "/responses" -> "{\"type\":\"function\",\"name\":\"f\",\"parameters\":" + schema + "}";
                default -> "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":" + schema + "}}";
            };
            String body = path.equals("/responses")
                    ? "{\"model\":\"" + model + "\",\"input\":\"hi\",\"tools\":[" + tool + "]}"
                    : ask(model, MESSAGE, ",\"tools\":[" + tool + "]");
            HttpResponse<String> response = post(path, body);
            assertTrue(response.statusCode() == 200 || response.statusCode() == 400, depth + ": " + response.body());
        }
    }

    @ParameterizedTest
    @CsvSource({"/chat/completions, groq/m", "/chat/completions, anthropic/m", "/messages, groq/m"})
    void aPictureOfThirtyMegabytesIsServed(String path, String model) throws Exception {
        String data = "QUJD".repeat(30 << 18);
        String picture = path.equals("/messages")
                ? "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"" + data
                        + "\"}}"
                : "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + data + "\"}}";
        String message = "{\"role\":\"user\",\"content\":[" + picture + "]}";
        // Also one that asks for the cache, whose digest reads every string.
        for (String more : new String[] {"", ",\"spidergate_options\":{\"cache_enabled\":true}"}) {
            HttpResponse<String> response = post(path, ask(model, message, more));
            assertEquals(200, response.statusCode(), response.body());
        }
        assertTrue(rig.provider.seen().getFirst().body().contains(data));
    }

    @Test
    void aTextOfThirtyMegabytesIsServedAndCounted() throws Exception {
        rig.provider.when(
                "key-1", 200, "{\"choices\":[{\"message\":{\"content\":\"hello\"},\"finish_reason\":\"stop\"}]}");
        String text = "some words ".repeat(2_700_000);
        HttpResponse<String> response = post("/chat/completions", ask("groq/m", MESSAGE.replace("hi", text), ""));
        assertEquals(200, response.statusCode(), response.body());
        var usage = rig.rows().getFirst().usage();
        assertTrue(usage != null && usage.input() > 5_000_000, () -> "counted " + usage);
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, groq/m",
        "/chat/completions, anthropic/m",
        "/messages, groq/m",
        "/messages, anthropic/m",
        "/messages/count_tokens, groq/m"
    })
    void tenThousandMessagesAreServed(String path, String model) throws Exception {
        String turn = MESSAGE + ",{\"role\":\"assistant\",\"content\":\"ho\"},";
        HttpResponse<String> response = post(path, ask(model, turn.repeat(5_000) + MESSAGE, ""));
        assertEquals(200, response.statusCode(), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e400", "-1e-99999999999", "1e2000000000"})
    void absurdNumbersAreServedOrRefusedInEveryDialectAndByTheCache(String number) throws Exception {
        for (String path : new String[] {"/chat/completions", "/messages"})
            for (String model : new String[] {"groq/m", "anthropic/m"})
                for (String member : new String[] {"temperature", "seed", "unheard_of", "max_tokens", "top_p", "n"})
                    for (String cached : new String[] {"", ",\"spidergate_options\":{\"cache_enabled\":true}"}) {
                        String body = "{\"model\":\"" + model + "\",\"messages\":[" + MESSAGE + "],\"" + member + "\":"
                                + number + cached + "}";
                        HttpResponse<String> response = post(path, body);
                        String what = path + " " + body + ": " + response.statusCode() + " " + response.body();
                        assertTrue(response.statusCode() == 200 || response.statusCode() == 400, what);
                    }
    }

    @Test
    void numbersAndNamesBeyondWhatIsReadAreRefused() throws Exception {
        assertRefused(post("/chat/completions", ask("groq/m", MESSAGE, ",\"n\":" + "9".repeat(5_000))));
        assertRefused(post("/chat/completions", ask("groq/m", MESSAGE, ",\"" + "n".repeat(100_000) + "\":1")));
        assertRefused(post("/chat/completions", ask("m".repeat(30 << 20), MESSAGE, "")));
    }

    @Test
    void manyChoicesAreServedWhereTheProviderHasThemAndRefusedWhereItHasNot() throws Exception {
        assertEquals(
                200,
                post("/chat/completions", ask("groq/m", MESSAGE, ",\"n\":128")).statusCode());
        assertRefused(post("/chat/completions", ask("anthropic/m", MESSAGE, ",\"n\":128")));
    }

    @Test
    void anAnswerOfAThousandChoicesIsServedAndTranslated() throws Exception {
        String choice =
                "{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"a\"},\"finish_reason\":\"stop\"}";
        rig.provider.when(
                "key-1",
                200,
                "{\"model\":\"m\",\"choices\":[" + (choice + ",").repeat(999) + choice
                        + "],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1000}}");
        assertEquals(
                1_000,
                json(post("/chat/completions", ask("groq/m", MESSAGE, "")))
                        .path("choices")
                        .size());
        assertEquals(200, post("/messages", ask("groq/m", MESSAGE, "")).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "1e400", "1e2000000000"})
    void absurdNumbersInAnAnswerAreNoFaultOfOurs(String number) throws Exception {
        rig.provider.when("key-1", 200, answer("m").replace(":7,", ":" + number + ","));
        rig.provider.when("key-2", 200, CLAUDE.replace(":7,", ":" + number + ","));
        for (String path : new String[] {"/chat/completions", "/messages"})
            for (String model : new String[] {"groq/m", "anthropic/m"}) {
                HttpResponse<String> response = post(path, ask(model, MESSAGE, ""));
                assertTrue(response.statusCode() == 200 || response.statusCode() == 502, response.body());
            }
        // The caller has his answer a moment before the gateway has closed its books.
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (rig.gateway.inFlight() > 0) Thread.onSpinWait();
        });
    }

    /** What stands behind the head of a request that was refused before its body came is not a body any more. */
    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, Bearer nobody, application/json, 10, 401",
        "/v1/chat/completions, Bearer good, application/json, 99999999, 413",
        "/v1/chat/completions, Bearer good, text/plain, 10, 415",
        "/v1/audio/transcriptions, Bearer good, text/plain, 10, 415",
        "/v1/audio/transcriptions, Bearer good, multipart/form-data; boundary=b, 99999999, 413",
        "/v1/proxy/groq/x, Bearer good, text/plain, 99999999, 413",
        "/v1/nothing, Bearer good, text/plain, 10, 404"
    })
    void aCallerWhoWaitsForTheWordToGoOnGetsTheRefusalAndTheConnectionEnds(
            String path, String token, String type, int length, int status) throws Exception {
        try (Socket client = rig.socket()) {
            client.setSoTimeout(20_000);
            client.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + token + "\r\nContent-Type: "
                                    + type + "\r\nContent-Length: " + length + "\r\nExpect: 100-continue\r\n\r\n")
                            .getBytes(UTF_8));
            String all = new String(client.getInputStream().readAllBytes(), UTF_8);
            assertTrue(all.startsWith("HTTP/1.1 " + status + " "), all);
        }
        assertEquals(0, rig.provider.seen().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/proxy/groq/chat/completions"})
    void aCallerWhoWaitsForTheWordToGoOnGetsIt(String path) throws Exception {
        byte[] body = GatewayRig.ask("groq/m").getBytes(UTF_8);
        try (Socket client = rig.socket()) {
            client.setSoTimeout(20_000);
            client.getOutputStream()
                    .write(("POST " + path
                                    + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length + "\r\nExpect: 100-continue\r\n\r\n")
                            .getBytes(UTF_8));
            assertEquals("HTTP/1.1 100 Continue", line(client.getInputStream()));
            assertEquals("", line(client.getInputStream()));
            client.getOutputStream().write(body);
            assertEquals("HTTP/1.1 200 OK", line(client.getInputStream()));
        }
    }

    private static String line(InputStream in) throws Exception {
        var text = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) if (b != '\r') text.append((char) b);
        return text.toString();
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        try (Socket client = rig.socket()) {
            client.setSoTimeout(20_000);
            var all = new java.io.ByteArrayOutputStream();
            for (String model : new String[] {"groq/m", "groq/", "groq/m"})
                all.write(GatewayRig.post(GatewayRig.ask(model)));
            client.getOutputStream().write(all.toByteArray());
            InputStream in = client.getInputStream();
            for (int status : new int[] {200, 404, 200}) {
                String first = line(in);
                assertTrue(first.startsWith("HTTP/1.1 " + status + " "), first);
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in))
                    if (header.startsWith("content-length:"))
                        length = Integer.parseInt(header.substring(15).strip());
                in.readNBytes(length);
            }
        }
        assertEquals(2, rig.rows().size());
    }
}
