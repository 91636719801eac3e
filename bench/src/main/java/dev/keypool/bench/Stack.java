package dev.keypool.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Sandbox and server, started from the built jars on free ports of 127.0.0.1 with a fresh data directory. */
final class Stack implements AutoCloseable {
    private static final String KEY = "sk-or-v1-" + "be".repeat(32);
    private static final String BODY = """
            {"model":"openrouter/sandbox/chat","stream":false,"max_tokens":64,"messages":[{"role":"system","content":"You are brief."},{"role":"user","content":"%s"}]}""".formatted("Say something short about lighthouses. ".repeat(34));

    private final Path work;
    private final Child sandbox;
    private final Child server;
    private final int sandboxPort;
    private final int serverPort;
    private final String token;

    private Stack(Path work, Child sandbox, int sandboxPort, Child server, int serverPort, String token) {
        this.work = work;
        this.sandbox = sandbox;
        this.sandboxPort = sandboxPort;
        this.server = server;
        this.serverPort = serverPort;
        this.token = token;
    }

    static Stack start(Path root) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("keypool-bench");
        int sandboxPort = freePort();
        int serverPort = freePort();
        Child sandbox = Child.start(
                java(root, "sandbox", "dev.keypool.sandbox.SandboxMain", "--port", "" + sandboxPort),
                Map.of(),
                work.resolve("sandbox.log"));
        Child server = Child.start(
                java(root, "server", "dev.keypool.app.Main", "start"),
                Map.of(
                        "KEYPOOL_DATA_DIR",
                        work.resolve("data").toString(),
                        "KEYPOOL_HTTP_PORT",
                        "" + serverPort,
                        "KEYPOOL_OUTBOUND_ALLOW",
                        "127.0.0.0/8",
                        "KEYPOOL_PROVIDERS_OPENROUTER_BASE_URL",
                        "http://127.0.0.1:" + sandboxPort + "/openrouter/api/v1"),
                work.resolve("server.log"));
        await(sandbox, sandboxPort, "/_control/keys", work.resolve("sandbox.log"));
        await(server, serverPort, "/readyz", work.resolve("server.log"));
        String token = new ObjectMapper()
                .readTree(work.resolve("data/bootstrap.json").toFile())
                .required("client_token")
                .asText();
        createIntegration(serverPort, token);
        return new Stack(work, sandbox, sandboxPort, server, serverPort, token);
    }

    Target direct() {
        return new Target(
                sandbox,
                sandboxPort,
                "/openrouter/api/v1/chat/completions",
                KEY,
                BODY.replace("openrouter/sandbox/chat", "sandbox/chat"));
    }

    Target keypool() {
        return new Target(server, serverPort, "/v1/chat/completions", token, BODY);
    }

    /** From here on the sandbox's streams have so many chunks, with such pauses between them. */
    void streamsOf(int chunks, int pauseMillis) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sandboxPort + "/_control/keys/" + KEY))
                        .PUT(HttpRequest.BodyPublishers.ofString(
                                "{\"chunks\":" + chunks + ",\"chunk_pause_ms\":" + pauseMillis + "}"))
                        .build());
        if (answer.statusCode() / 100 != 2)
            throw new IOException("the sandbox answered " + answer.statusCode() + ": " + answer.body());
    }

    Path serverLog() {
        return work.resolve("server.log");
    }

    boolean serverLogHasErrors() throws IOException {
        return Files.readString(serverLog()).contains("\"level\":\"ERROR\"");
    }

    @Override
    public void close() throws IOException {
        server.close();
        sandbox.close();
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    /** With limits that are never reached, so that their cost is in the figures. */
    private static void createIntegration(int port, String token) throws IOException, InterruptedException {
        String body = "{\"provider_name\":\"openrouter\",\"credentials\":{\"api_key\":\"" + KEY
                + "\"},\"minute_limit\":100000000,\"daily_limit\":1000000000}";
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/integrations"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
        if (answer.statusCode() != 201)
            throw new IOException("creating the integration answered " + answer.statusCode() + ": " + answer.body());
    }

    private static void await(Child child, int port, String path, Path log) throws InterruptedException, IOException {
        for (int i = 0; i < 300 && child.alive(); i++) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build();
                if (send(request).statusCode() == 200) return;
            } catch (IOException notYet) {
                // the port is not open yet
            }
            Thread.sleep(100);
        }
        throw new IOException("no answer on port " + port + ":\n" + Files.readString(log));
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static List<String> java(Path root, String module, String main, String... args) {
        String classPath = root.resolve(module + "/target/keypool-" + module + ".jar") + ":"
                + root.resolve(module + "/target/lib") + "/*";
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseParallelGC",
                "-Xms512m",
                "-Xmx512m"));
        // A profiler's flags, for the server alone: KEYPOOL_JAVA_OPTS=-XX:StartFlightRecording=filename=... ./keypool
        // bench
        String extra = System.getenv("KEYPOOL_JAVA_OPTS");
        if (module.equals("server") && extra != null)
            command.addAll(List.of(extra.strip().split(" +", -1)));
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(args));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
