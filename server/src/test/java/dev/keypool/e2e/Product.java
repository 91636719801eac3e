package dev.keypool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.app.RunningServer;
import dev.keypool.sandbox.KeyBehaviour;
import dev.keypool.sandbox.Mode;
import dev.keypool.sandbox.Sandbox;
import dev.keypool.sandbox.SandboxSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The whole product in this process: server on a data directory, sandbox beside it, both on free ports of 127.0.0.1. */
final class Product implements AutoCloseable {
    private static final String ADMIN_TOKEN = "admin-token-of-the-tests-0123456789abcdef";

    private final Path dir;
    private final Map<String, String> variables;
    private final Sandbox sandbox;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final List<Http> callers = new ArrayList<>();
    private RunningServer server;

    private Product(Path dir, Map<String, String> variables, Sandbox sandbox, InstantSource clock, LongSupplier nanos) {
        this.dir = dir;
        this.variables = variables;
        this.sandbox = sandbox;
        this.clock = clock;
        this.nanos = nanos;
        this.server = RunningServer.start(variables, clock, nanos);
    }

    /** @param settings names and values of further variables, alternating */
    static Product start(Path dir, String... settings) {
        return start(dir, InstantSource.system(), System::nanoTime, settings);
    }

    /** The same under clocks of the test: of the server and the sandbox, and of the server's time bounds. */
    static Product start(Path dir, InstantSource clock, LongSupplier nanos, String... settings) {
        try {
            Sandbox sandbox = Sandbox.start(SandboxSettings.free(clock));
            return new Product(dir, variables(dir, sandbox, settings), sandbox, clock, nanos);
        } catch (IOException unstarted) {
            throw new UncheckedIOException(unstarted);
        }
    }

    /** The environment of a server whose catalogue points at that sandbox; so does {@code {sandbox}} in a setting. */
    static Map<String, String> variables(Path dir, Sandbox sandbox, String... settings) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "KEYPOOL_DATA_DIR",
                dir.resolve("data").toString(),
                "KEYPOOL_HTTP_PORT",
                "0",
                "KEYPOOL_ADMIN_TOKEN",
                ADMIN_TOKEN,
                "KEYPOOL_OUTBOUND_ALLOW",
                "127.0.0.0/8"));
        for (String provider : List.of("openrouter", "groq", "mistral")) {
            variables.put(
                    "KEYPOOL_PROVIDERS_" + provider.toUpperCase(Locale.ROOT) + "_BASE_URL", sandbox.baseUrl(provider));
        }
        for (int i = 0; i + 1 < settings.length; i += 2)
            variables.put(settings[i], settings[i + 1].replace("{sandbox}", sandbox.origin()));
        return variables;
    }

    /** Stops the server as an operator would, and starts it again on the same directory. */
    void restart() {
        server.close();
        server = RunningServer.start(variables, clock, nanos);
    }

    RunningServer server() {
        return server;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    void sandboxMode(String credential, String mode) {
        sandbox.configure(credential, KeyBehaviour.OK.mode(Mode.valueOf(mode.toUpperCase(Locale.ROOT))));
    }

    int port() {
        return server.port();
    }

    Http admin() {
        return http(ADMIN_TOKEN);
    }

    /** A caller with that token, null for none; closed with the product. */
    Http http(@Nullable String token) {
        Http caller = new Http(server.port(), token);
        callers.add(caller);
        return caller;
    }

    JsonNode bootstrap() {
        try {
            return Http.JSON.readTree(dir.resolve("data/bootstrap.json").toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Holds the database's write lock, as a backup tool gone wrong would, until closed. */
    AutoCloseable lockDatabase() throws SQLException {
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + dir.resolve("data/keypool.db"));
        other.createStatement().execute("BEGIN EXCLUSIVE");
        return () -> {
            other.createStatement().execute("ROLLBACK");
            other.close();
        };
    }

    @Override
    public void close() {
        callers.forEach(Http::close);
        server.close();
        sandbox.close();
    }
}
