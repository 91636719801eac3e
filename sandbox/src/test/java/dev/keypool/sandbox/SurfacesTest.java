package dev.keypool.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that are billed and are no conversation. */
class SurfacesTest extends SandboxCase {
    SurfacesTest() throws IOException {}

    @Test
    void theSameInputHasTheSameVectorOfLengthOneInBothEncodings() {
        JsonNode floats = embeddings("{\"model\":\"e\",\"input\":[\"one\",\"two\"],\"dimensions\":4}");
        JsonNode packed =
                embeddings("{\"model\":\"e\",\"input\":\"one\",\"dimensions\":4,\"encoding_format\":\"base64\"}");
        float[] unpacked = new float[4];
        ByteBuffer.wrap(Base64.getDecoder()
                        .decode(packed.at("/data/0/embedding").asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(unpacked);
        double square = 0;
        for (int i = 0; i < 4; i++) {
            assertEquals(floats.at("/data/0/embedding").get(i).floatValue(), unpacked[i]);
            square += unpacked[i] * unpacked[i];
        }
        assertEquals(1, square, 1e-6);
        assertNotEquals(floats.at("/data/0/embedding"), floats.at("/data/1/embedding"));
        assertEquals(2, floats.at("/usage/prompt_tokens").asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"12345\" | 2 | 1", "[\"a\",\"12345678\"] | 3 | 2", "[1,2,3] | 3 | 1", "[[1,2],[3,4,5]] | 5 | 2"})
    void embeddingsTakeTextsAndTokens(String input, int tokens, int vectors) {
        JsonNode page = embeddings("{\"model\":\"e\",\"input\":" + input + "}");
        assertEquals(tokens, page.at("/usage/total_tokens").asInt());
        assertEquals(vectors, page.path("data").size());
        assertEquals(16, page.at("/data/0/embedding").size());
        assertEquals(tokens * 150L, books().invoiceNanos());
    }

    @Test
    void theOldCompletionsAnswerWholeAndAsAStream() {
        JsonNode whole =
                Client.json(post("completions", "{\"model\":\"m\",\"prompt\":[\"12345678\",[1,2]],\"stop\":\" and\"}"));
        assertEquals("text_completion", whole.path("object").asText());
        assertEquals("The sandbox has heard you", whole.at("/choices/0/text").asText());
        assertEquals(4, whole.at("/usage/prompt_tokens").asInt());
        String stream = post("completions", "{\"model\":\"m\",\"prompt\":\"hi\",\"stream\":true,\"max_tokens\":2}")
                .body();
        assertTrue(stream.endsWith("data: [DONE]\n\n"), stream);
        assertTrue(stream.contains("\"finish_reason\":\"length\""), stream);
    }

    @Test
    void documentsAreRankedByTheQuerysWordsInTheFormOfThePath() {
        String body = "{\"model\":\"r\",\"query\":\"blue sky\",\"documents\":[\"grass\",\"a blue sky\",\"blue\"],"
                + "\"top_n\":2,\"return_documents\":true}";
        JsonNode jina = Client.json(post("rerank", body));
        assertEquals("1 2", jina.at("/results/0/index") + " " + jina.at("/results/1/index"));
        assertEquals(2, jina.path("results").size());
        assertEquals("a blue sky", jina.at("/results/0/document/text").asText());
        assertEquals(7, jina.at("/usage/total_tokens").asInt());
        JsonNode cohere = Client.json(client.keyed("/cohere/v2/rerank", KEY, body));
        assertEquals(1, cohere.at("/meta/billed_units/search_units").asInt());
    }

    @Test
    void moderationsFlagTheirWordAndCostNothing() {
        JsonNode page = Client.json(post("moderations", "{\"input\":[\"flag me\",\"fine\"]}"));
        assertTrue(page.at("/results/0/flagged").asBoolean());
        assertTrue(page.at("/results/0/categories/violence").asBoolean());
        assertEquals("false", page.at("/results/1/flagged").toString());
        assertEquals(0, books().invoiceNanos());
        assertEquals(1, books().answered());
    }

    @Test
    void picturesComeAsBytesOrAsAnAddressThatAnswers() {
        JsonNode bytes = Client.json(post("images/generations", "{\"prompt\":\"a dot\",\"n\":2}"));
        byte[] png = Base64.getDecoder().decode(bytes.at("/data/1/b64_json").asText());
        assertEquals("PNG", new String(png, 1, 3, StandardCharsets.US_ASCII));
        assertEquals(200, bytes.at("/usage/output_tokens").asInt());
        assertEquals(2 * 150 + 200 * 600, books().invoiceNanos());
        JsonNode url = Client.json(post("images/generations", "{\"prompt\":\"a dot\",\"response_format\":\"url\"}"));
        String address = url.at("/data/0/url").asText();
        assertTrue(address.startsWith(sandbox.origin()), address);
        HttpResponse<String> page =
                client.get(address.substring(sandbox.origin().length()), "Authorization", "Bearer " + KEY);
        assertEquals(200, page.statusCode());
    }

    @ParameterizedTest
    @CsvSource({"mp3, audio/mpeg, ID3", "wav, audio/wav, RIFF", "pcm, audio/pcm, ''"})
    void speechIsTheSameNoiseForTheSameText(String format, String type, String head) {
        sandbox.configure(KEY, KeyBehaviour.OK.chunks(3, 1));
        String body = "{\"model\":\"tts-1\",\"voice\":\"v\",\"input\":\"Twelve chars\",\"response_format\":\"" + format
                + "\"}";
        HttpResponse<byte[]> first = client.bytes("/openai/v1/audio/speech", KEY, body);
        assertEquals(type, first.headers().firstValue("content-type").orElse(""));
        assertEquals(1200 + head.length(), first.body().length);
        assertTrue(new String(first.body(), StandardCharsets.ISO_8859_1).startsWith(head));
        assertArrayEquals(
                first.body(), client.bytes("/openai/v1/audio/speech", KEY, body).body());
        assertEquals(0, books().counts().streams().completed());
    }

    @ParameterizedTest
    @CsvSource({"json", "text", "verbose_json"})
    void aTranscriptionTellsWhetherTheFileCameWhole(String format) {
        byte[] file = new byte[5000];
        new Random(7).nextBytes(file);
        HttpResponse<String> response = client.upload("/openai/v1/audio/transcriptions", KEY, file, format);
        String heard = "The file a.wav has 5000 bytes, sha256 " + Hash.sha256(file) + ".";
        String text = format.equals("text")
                ? response.body().strip()
                : Client.json(response).path("text").asText();
        assertEquals(heard, text);
        assertEquals(50, books().tokens().prompt());
    }

    @Test
    void aBodyWithoutAFileIsNoTranscription() {
        HttpResponse<String> response = post("audio/transcriptions", "{}");
        assertEquals(400, response.statusCode());
        assertEquals(1, books().refused("bad_request"));
    }

    @Test
    void anEchoTellsHowTheCallArrived() {
        HttpResponse<String> response = client.call(
                "/fal_ai/echo/a%20b?status=418&x=1", "body", "Authorization", "Bearer " + KEY, "X-Mine", "1");
        JsonNode echo = Client.json(response);
        assertEquals(418, response.statusCode());
        assertEquals("POST", echo.path("method").asText());
        assertEquals("/fal_ai/echo/a%20b", echo.path("path").asText());
        assertEquals("status=418&x=1", echo.path("query").asText());
        assertEquals(4, echo.path("length").asInt());
        assertEquals(
                Hash.sha256("body".getBytes(StandardCharsets.UTF_8)),
                echo.path("sha256").asText());
        assertTrue(echo.path("headers").toString().contains("\"X-Mine\""), echo.toString());
        sandbox.configure(KEY, KeyBehaviour.OK.chunks(4, 1));
        HttpResponse<String> slow = client.get("/fal_ai/echo/x?slowly=true", "Authorization", "Bearer " + KEY);
        assertEquals("GET", Client.json(slow).path("method").asText());
        assertEquals(2, books().answered());
    }

    @ParameterizedTest
    @CsvSource({
        "completions, '{\"model\":\"m\",\"prompt\":\"x\"}'",
        "embeddings, '{\"model\":\"m\",\"input\":\"x\"}'",
        "rerank, '{\"query\":\"x\",\"documents\":[]}'",
        "moderations, '{\"input\":\"x\"}'",
        "images/generations, '{\"prompt\":\"x\"}'",
        "audio/speech, '{\"input\":\"x\",\"voice\":\"v\"}'",
        "responses, '{\"model\":\"m\",\"input\":\"x\"}'",
        "echo/x, ''"
    })
    void limitsFaultsAndBooksAreThoseOfChat(String surface, String body) {
        sandbox.configure(
                KEY,
                KeyBehaviour.OK.minuteLimit(2).fault(Fault.of(Mode.ERROR_503).times(1)));
        assertEquals(503, post(surface, body).statusCode());
        assertEquals(200, post(surface, body).statusCode());
        assertEquals(429, post(surface, body).statusCode());
        assertEquals(3, books().received());
        assertEquals(1, books().answered());
        assertEquals(1, books().refused("rate_limited"));
    }

    @Test
    void theLastCallCanBeLookedAt() {
        post("embeddings?a=b", "{\"model\":\"m\",\"input\":\"x\"}");
        SeenCall seen = sandbox.lastCall(KEY).orElseThrow();
        assertEquals("POST /openai/v1/embeddings?a=b", seen.method() + " " + seen.uri());
        assertEquals("Bearer " + KEY, seen.header("AUTHORIZATION"));
        assertEquals("{\"model\":\"m\",\"input\":\"x\"}", seen.text());
    }

    private JsonNode embeddings(String body) {
        return Client.json(post("embeddings", body));
    }

    private HttpResponse<String> post(String surface, String body) {
        return client.keyed("/openai/v1/" + surface, KEY, body);
    }
}
