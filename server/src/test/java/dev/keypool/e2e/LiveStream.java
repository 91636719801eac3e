package dev.keypool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One open stream of server-sent events. Nothing here waits for a time: it reads until the event or the end has come. */
record LiveStream(HttpClient client, HttpResponse<java.io.InputStream> response, BufferedReader lines)
        implements AutoCloseable {
    static LiveStream open(Product product, String path, String... headers) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + product.port() + path))
                .headers(headers)
                .build();
        var response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        return new LiveStream(client, response, lines);
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** The rest of the next line that begins so; null when the stream ended without one. */
    @Nullable
    String line(String beginning) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine())
            if (line.startsWith(beginning)) return line.substring(beginning.length());
        return null;
    }

    JsonNode next() throws IOException {
        String data = line("data: ");
        if (data == null) throw new AssertionError("the stream ended");
        return Http.JSON.readTree(data);
    }

    /** Reads on to the event with that number there. */
    JsonNode until(String place, long wanted) throws IOException {
        while (true) {
            JsonNode event = next();
            if (event.at(place).asLong(-1) == wanted) return event;
        }
    }

    @Override
    public void close() throws IOException {
        response.body().close();
        client.shutdownNow();
    }
}
