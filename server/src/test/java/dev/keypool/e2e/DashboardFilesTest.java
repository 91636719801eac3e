package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.e2e.Http.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard's files as a browser gets them. */
final class DashboardFilesTest {
    private static final Pattern LASTING = Pattern.compile("\"(/dashboard/assets/[0-9a-f]{32}/[^\"]+)\"");

    private static Product product;
    private static Http nobody;

    @BeforeAll
    static void start(@TempDir Path dir) {
        product = Product.start(dir);
        nobody = product.http(null);
    }

    @AfterAll
    static void stop() {
        product.close();
    }

    @Test
    void theShellComesWithoutATokenAndWithAllStrictHeaders() {
        Reply shell = nobody.get("/dashboard");
        assertEquals(200, shell.status());
        assertEquals("text/html; charset=utf-8", shell.header("Content-Type"));
        assertEquals("no-cache", shell.header("Cache-Control"));
        assertStrict(shell);
    }

    @Test
    void errorsAndTheSessionCarryTheStrictHeadersToo() {
        for (String path : List.of("/dashboard/no.js", "/dashboard/session")) assertStrict(nobody.get(path));
    }

    private static void assertStrict(Reply reply) {
        assertEquals(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                        + " font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                reply.header("Content-Security-Policy"));
        assertEquals("nosniff", reply.header("X-Content-Type-Options"));
        assertEquals("no-referrer", reply.header("Referrer-Policy"));
        assertTrue(reply.header("Permissions-Policy").contains("camera=()"));
        assertEquals("same-origin", reply.header("Cross-Origin-Opener-Policy"));
        assertEquals("same-origin", reply.header("Cross-Origin-Resource-Policy"));
        assertFalse(reply.header("X-Request-Id").isEmpty());
    }

    @Test
    void everyPageBelowIsTheShell() {
        String shell = nobody.get("/dashboard").text();
        for (String page : List.of("/dashboard/", "/dashboard/vault", "/dashboard/vault/42?tab=usage"))
            assertEquals(shell, nobody.get(page).text(), page);
    }

    @Test
    void nothingInTheShellIsInline() {
        String shell = nobody.get("/dashboard").text();
        assertFalse(Pattern.compile("<script(?![^>]*\\ssrc=)|<style|\\sstyle=|\\son[a-z]+=")
                .matcher(shell)
                .find());
    }

    @Test
    void whatTheShellNamesIsKeptForGood() {
        Matcher names = LASTING.matcher(nobody.get("/dashboard").text());
        assertTrue(names.find(), "the shell names a file");
        do {
            Reply file = nobody.get(names.group(1));
            assertEquals(200, file.status(), names.group(1));
            assertEquals("public, max-age=31536000, immutable", file.header("Cache-Control"));
        } while (names.find());
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        Reply first = nobody.get("/dashboard");
        String tag = first.header("ETag");
        assertTrue(tag.matches("\"[0-9a-f]{32}\""), tag);
        Reply again = nobody.send("GET", "/dashboard/vault", null, "If-None-Match", "\"other\", W/" + tag);
        assertEquals(304, again.status());
        assertEquals("", again.text());
        assertEquals(tag, again.header("ETag"));
        assertEquals(
                200,
                nobody.send("GET", "/dashboard", null, "If-None-Match", "\"other\"")
                        .status());
    }

    @Test
    void compressedBytesAreTheSameFileUnderAnotherTag() throws Exception {
        Reply plain = nobody.get("/dashboard");
        HttpResponse<byte[]> small = bytes("/dashboard", "gzip");
        assertEquals("gzip", small.headers().firstValue("Content-Encoding").orElse(""));
        assertEquals("Accept-Encoding", small.headers().firstValue("Vary").orElse(""));
        assertNotEquals(plain.header("ETag"), small.headers().firstValue("ETag").orElse(""));
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
            assertEquals(plain.text(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void headAnswersAsGetWithoutTheBody() {
        Reply head = nobody.send("HEAD", "/dashboard", null);
        Reply get = nobody.get("/dashboard");
        assertEquals(200, head.status());
        assertEquals("", head.text());
        assertEquals(String.valueOf(get.text().getBytes(StandardCharsets.UTF_8).length), head.header("Content-Length"));
        assertEquals(get.header("ETag"), head.header("ETag"));
    }

    @Test
    void otherMethodsAndOtherFilesAreRefusedInTheShapeOfEveryError() {
        Reply post = nobody.post("/dashboard", "{}");
        assertEquals(405, post.status());
        assertEquals("GET, HEAD", post.header("Allow"));
        assertEquals("method_not_allowed", post.json().get("code").asText());
        Reply missing = nobody.get("/dashboard/js/nothing.js");
        assertEquals(404, missing.status());
        assertEquals("not_found", missing.json().get("code").asText());
    }

    @Test
    void noPathLeadsOutOfTheFolder() throws IOException {
        for (String path : List.of(
                "/dashboard/../logback.xml",
                "/dashboard/..%2flogback.xml",
                "/dashboard/%2e%2e/logback.xml",
                "/dashboard/assets/../../logback.xml",
                "/dashboard/..\\logback.xml",
                "/dashboard//etc/passwd",
                "/dashboard/%00")) {
            String answer = raw(path);
            assertFalse(answer.contains("<configuration") || answer.contains("root:"), path + ": " + answer);
            assertTrue(answer.startsWith("HTTP/1.1 "), answer);
            assertFalse(answer.startsWith("HTTP/1.1 5"), answer);
        }
    }

    @Test
    void withoutADashboardNothingIsThere(@TempDir Path other) {
        try (Product without = Product.start(other, "KEYPOOL_DASHBOARD_ENABLED", "false")) {
            assertEquals(404, without.http(null).get("/dashboard").status());
            assertEquals(
                    404,
                    Visitor.tryToSignIn(
                                    without.http(null),
                                    without.bootstrap().get("client_token").asText())
                            .status());
        }
    }

    /** The path exactly as written, which no HTTP client would send. */
    private static String raw(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), product.port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static HttpResponse<byte[]> bytes(String path, String encoding) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.port() + path))
                            .header("Accept-Encoding", encoding)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
