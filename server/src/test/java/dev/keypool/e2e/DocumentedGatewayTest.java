package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.e2e.Http.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's paths in {@code openapi.yaml}: what the document shows as a request is sent, and the answer held against it. */
final class DocumentedGatewayTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String TRANSCRIPTIONS = "/v1/audio/transcriptions";
    private static final String PROXY = "/v1/proxy/{provider_name}/{path}";

    private static DocumentedStage stage;
    private static DocumentedAnswers document;
    private static Brand keyless;

    @BeforeAll
    static void start(@TempDir Path dir) {
        stage = DocumentedStage.start(dir);
        document = stage.document();
        keyless = Brand.make(stage.product());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void thePathsOfTheDocumentAreThoseThatTheGatewayNames() {
        String sentence = stage.brand()
                .api()
                .get("/v1/nonsense")
                .json()
                .at("/error/message")
                .asText();
        String served = sentence.substring(sentence.indexOf("It serves ") + 10, sentence.indexOf(", /models,"));
        TreeSet<String> named = new TreeSet<>(List.of(
                served.replace("<provider>/<path>", "{provider_name}/{path}").split(", ", -1)));
        assertEquals(
                named,
                document.posts().stream()
                        .map(path -> path.substring(3))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHAT,
                "/v1/responses",
                "/v1/messages",
                "/v1/messages/count_tokens",
                "/v1/completions",
                "/v1/embeddings",
                "/v1/rerank",
                "/v1/moderations",
                "/v1/images/generations",
                "/v1/audio/speech"
            })
    void theExampleRequestIsAnsweredAsDocumented(String path) {
        stage.assertDocumented(
                path,
                200,
                stage.brand().api().post(path, document.exampleRequest(path).toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/v1/responses", "/v1/messages", "/v1/completions"})
    void aStreamIsOfTheDocumentedType(String path) {
        String body = document.exampleRequest(path).put("stream", true).toString();
        Reply reply = stage.brand().api().post(path, body);
        stage.assertDocumented(path, 200, reply);
        assertTrue(reply.header("Content-Type").startsWith("text/event-stream"), reply.header("Content-Type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "text"})
    void aTranscriptionIsAnsweredAsDocumented(String format) {
        String form = part("model", "openai/whisper-1") + part("response_format", format)
                + part("file\"; filename=\"a.wav", "RIFF and so on") + "--edge--\r\n";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + stage.product().port() + TRANSCRIPTIONS))
                .header("Authorization", "Bearer " + stage.brand().token())
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofString(form))
                .build();
        stage.assertDocumented(TRANSCRIPTIONS, 200, stage.brand().api().exchange(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void aProxiedCallIsAnsweredAsDocumented(String method) {
        String body = method.equals("GET") || method.equals("DELETE") ? null : "{\"x\":1}";
        Reply reply = stage.brand().api().send(method, "/v1/proxy/openai/echo/here?status=418", body);
        assertEquals(418, reply.status(), reply.text());
        assertEquals(
                List.of(),
                document.faults(PROXY, method.toLowerCase(java.util.Locale.ROOT), reply.raw(), reply.text()));
    }

    @Test
    void everySurfaceDocumentsEveryStatusThatItCanEndWith() {
        for (String path : document.posts()) {
            if (path.equals(PROXY)) continue;
            for (int status :
                    new int[] {400, 401, 402, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504})
                assertTrue(document.documents(path, "post", status, "application/json"), path + " " + status);
        }
    }

    @Test
    void whatCanGoWrongEverywhereIsDocumentedEverywhere() {
        Http noScope = stage.agent("\"scopes\":[\"gate:models\"]");
        for (String path : document.posts()) {
            if (!document.takesJson(path)) continue;
            ObjectNode example = document.exampleRequest(path);
            stage.assertDocumented(path, 400, stage.brand().api().post(path, "{\"model\":3}"));
            stage.assertDocumented(path, 401, stage.product().http(null).post(path, example.toString()));
            stage.assertDocumented(path, 403, noScope.post(path, example.toString()));
            stage.assertDocumented(
                    path,
                    404,
                    stage.brand()
                            .api()
                            .post(
                                    path,
                                    example.deepCopy()
                                            .put("model", "agent/nonsense")
                                            .toString()));
            stage.assertDocumented(
                    path, 415, stage.brand().api().send("POST", path, null, "Content-Type", "text/plain"));
            assertErrorShape(path, stage.brand().api().get(path), 405);
            if (!path.endsWith("count_tokens"))
                stage.assertDocumented(path, 503, keyless.api().post(path, example.toString()));
        }
    }

    @Test
    void aTypeThatIsNotDocumentedWouldBeNoticed() {
        assertFalse(document.documents(CHAT, "post", 200, "text/html"));
        Reply reply =
                stage.brand().api().post(CHAT, document.exampleRequest(CHAT).toString());
        assertFalse(document.faults("/v1/embeddings", "post", reply.raw(), reply.text())
                .isEmpty());
    }

    /** A GET there has no operation of its own; its refusal is documented at the POST. */
    private static void assertErrorShape(String path, Reply reply, int status) {
        stage.assertDocumented(path, status, reply);
        assertEquals("POST", reply.header("Allow"));
    }

    private static String part(String name, String value) {
        return "--edge\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }
}
