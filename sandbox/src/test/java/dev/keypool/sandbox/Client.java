package dev.keypool.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A plain HTTP client of one sandbox, for tests. */
final class Client implements AutoCloseable {
    static final String PROMPT = "Twelve chars";
    static final int PROMPT_TOKENS = 3;
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Sandbox sandbox;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Client(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    static String body(String more) {
        return "{\"model\":\"m-1\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]" + more + "}";
    }

    HttpResponse<String> chat(String provider, String key) {
        return chat(provider, key, "");
    }

    /** @param more further fields of the body, beginning with a comma */
    HttpResponse<String> chat(String provider, String key, String more) {
        return post(provider, body(more), "Authorization", "Bearer " + key);
    }

    HttpResponse<String> stream(String provider, String key) {
        return chat(provider, key, ",\"stream\":true");
    }

    HttpResponse<String> post(String provider, String body, String... headers) {
        return send(request("/" + provider + "/v1/chat/completions", headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** A POST to any path, with the key as a bearer. */
    HttpResponse<String> keyed(String path, String key, String body) {
        return call(path, body, "Authorization", "Bearer " + key);
    }

    /** A POST to any path. */
    HttpResponse<String> call(String path, String body, String... headers) {
        return send(request(path, headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<byte[]> bytes(String path, String key, String body) {
        return send(
                request(path, "Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** A file as {@code multipart/form-data}, named {@code a.wav}, for the model {@code whisper-1}. */
    HttpResponse<String> upload(String path, String key, byte[] file, String format) {
        String field = "--xyz\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
        String before = String.format(field, "model", "whisper-1")
                + String.format(field, "response_format", format)
                + "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                + "Content-Type: audio/wav\r\n\r\n";
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.concat(
                HttpRequest.BodyPublishers.ofString(before),
                HttpRequest.BodyPublishers.ofByteArray(file),
                HttpRequest.BodyPublishers.ofString("\r\n--xyz--\r\n"));
        return send(request(path, "Authorization", "Bearer " + key, "Content-Type", "multipart/form-data; boundary=xyz")
                .POST(body)
                .build());
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    HttpResponse<String> put(String path, String body) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    HttpResponse<String> send(String method, String path, String body) {
        return send(request(path)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(sandbox.origin() + path)).timeout(Duration.ofSeconds(20));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest request) {
        return send(request, HttpResponse.BodyHandlers.ofString());
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError("The sandbox did not answer.", failed);
        }
    }

    /** Sends a chat call over a socket of its own, which the caller closes; the sandbox does so after a whole answer. */
    Socket open(String provider, String key, String more) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port());
        socket.setSoTimeout(20_000);
        byte[] body = body(more).getBytes(StandardCharsets.UTF_8);
        String head = "POST /" + provider + "/v1/chat/completions HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer "
                + key + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    /** Sends these bytes over a socket of their own, which the caller closes. */
    Socket raw(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Reads from a socket until that text has come. */
    static String readUntil(Socket socket, String text) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text, read.length() - text.length()) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("The connection ended before '" + text + "': " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** Reads from a socket until its peer ends the connection. */
    static String readToEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("Not JSON: " + text, malformed);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    /** The payloads of all events of a stream, comments left out. */
    static List<String> events(String stream) {
        return Arrays.stream(stream.split("\n\n"))
                .filter(event -> event.startsWith("data: "))
                .map(event -> event.substring("data: ".length()))
                .toList();
    }

    /** Names of the events of a stream, in order. */
    static List<String> names(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring("event: ".length()))
                .toList();
    }

    /** Data of all events of that type. */
    static List<JsonNode> data(String stream, String type) {
        return stream.lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> json(line.substring("data: ".length())))
                .filter(data -> data.path("type").asText().equals(type))
                .toList();
    }

    static String content(List<String> events) {
        StringBuilder content = new StringBuilder();
        for (String event : events) {
            if (!event.equals("[DONE]")) {
                content.append(json(event)
                        .path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asText(""));
            }
        }
        return content.toString();
    }

    @Override
    public void close() {
        http.close();
    }
}
