package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keypool.http.Authenticator.Admission;
import dev.keypool.http.OutboundGuard;
import dev.keypool.identity.Audit;
import dev.keypool.ledger.Ledger;
import dev.keypool.ledger.Row;
import dev.keypool.metering.AgentMeter;
import dev.keypool.metering.BudgetNotices;
import dev.keypool.metering.PriceBook;
import dev.keypool.ops.Metrics;
import dev.keypool.pool.KeyView;
import dev.keypool.pool.Member;
import dev.keypool.pool.Pool;
import dev.keypool.pool.PoolSettings;
import dev.keypool.providers.AliasFile;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Classifier;
import dev.keypool.providers.KeyAccess;
import dev.keypool.providers.PriceFiles;
import dev.keypool.providers.Provider;
import dev.keypool.routing.AliasBook;
import dev.keypool.routing.Routes;
import dev.keypool.store.Database;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A gateway on two event loops before a scripted provider, with a real pool, ledger and database. Keys are named
 * {@code key-<id>}; the clock of time bounds is moved by hand.
 */
final class GatewayRig implements AutoCloseable {
    static final BrandId BRAND = new BrandId(1);
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    static final ObjectMapper JSON = new ObjectMapper();

    final ScriptedProvider provider = new ScriptedProvider();
    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong skippedNanos = new AtomicLong();
    final Map<IntegrationId, KeyAccess> keys = new ConcurrentHashMap<>();
    /** Keys whose goodness somebody should look at. */
    final List<IntegrationId> doubted = new CopyOnWriteArrayList<>();

    final Catalogue catalogue;
    final Database database;
    final Ledger ledger;
    final PriceBook prices;
    final Routes routes;
    final Pool pool;
    final AgentMeter meter = new AgentMeter(BudgetNotices.NOBODY);
    /** Of the token {@code agent}. */
    volatile Allowance allowance = Allowance.UNLIMITED;

    final StoredCapture capture;
    final Gateway gateway;
    final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    GatewayRig(Path folder) throws Exception {
        this(folder, GatewaySettings.STANDARD);
    }

    GatewayRig(Path folder, GatewaySettings settings) throws Exception {
        this(folder, settings, Telemetry.OFF);
    }

    GatewayRig(Path folder, GatewaySettings settings, Telemetry telemetry) throws Exception {
        InstantSource clock = () -> NOW.plusNanos(skippedNanos.get());
        catalogue = Catalogue.load(Map.of(
                "groq", provider.origin() + "/groq/v1",
                "openrouter", provider.origin() + "/openrouter/v1",
                "mistral", provider.origin() + "/mistral/v1"));
        database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
        ledger = Ledger.open(database, folder.resolve("inflight"));
        prices = PriceBook.of(PriceFiles.load(catalogue));
        routes = Routes.over(catalogue, AliasBook.of(AliasFile.load(catalogue)));
        pool = new Pool(
                PoolSettings.STANDARD, () -> ThreadLocalRandom.current().nextLong(), (id, standing, event) -> {});
        capture = StoredCapture.open(database, new Audit(database, clock), clock);
        gateway = new Gateway(new GatewayParts(
                vertx,
                this::admit,
                pool,
                ring(),
                catalogue,
                new Classifier(),
                ledger,
                prices,
                routes,
                new AgentGate(meter, prices, catalogue, false),
                new AnswerCache(1 << 20, () -> System.nanoTime() + skippedNanos.get()),
                new OutboundGuard(List.of("127.0.0.0/8"), clock, host -> List.of(InetAddress.getLoopbackAddress())),
                new Metrics(meters),
                settings,
                clock,
                () -> System.nanoTime() + skippedNanos.get(),
                () -> ThreadLocalRandom.current().nextLong(),
                new Witnesses(telemetry, capture, Names.NONE)));
        port = listen();
    }

    private KeyRing ring() {
        return new KeyRing() {
            @Override
            public Optional<KeyAccess> open(BrandId brand, IntegrationId key) {
                return Optional.ofNullable(keys.get(key));
            }

            @Override
            public void doubt(BrandId brand, IntegrationId key) {
                doubted.add(key);
            }
        };
    }

    private int listen() {
        var bound = new AtomicInteger();
        var _ = vertx.deployVerticle(() -> new Listener(bound), new DeploymentOptions().setInstances(2))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return bound.get();
    }

    private final class Listener extends VerticleBase {
        private final AtomicInteger bound;

        Listener(AtomicInteger bound) {
            this.bound = bound;
        }

        @Override
        public Future<?> start() {
            return vertx.createHttpServer(new HttpServerOptions().setPort(-1).setHost("127.0.0.1"))
                    .connectionHandler(connection -> connection.exceptionHandler(_ -> {}))
                    .requestHandler(gateway::handle)
                    .listen()
                    .onSuccess(server -> bound.set(server.actualPort()));
        }
    }

    private Admission admit(@Nullable String authorization) {
        if ("Bearer good".equals(authorization))
            return new Admission.Admitted(
                    new Caller(BRAND, Caller.Kind.CLIENT, "cli_1", Set.of(Scope.GATE_CHAT, Scope.GATE_MODELS)));
        if ("Bearer reader".equals(authorization))
            return new Admission.Admitted(
                    new Caller(BRAND, Caller.Kind.AGENT, "agt_1", Set.of(Scope.INTEGRATIONS_READ)));
        if ("Bearer books".equals(authorization))
            return new Admission.Admitted(new Caller(BRAND, Caller.Kind.CLIENT, "cli_2", Set.of(Scope.GATE_USAGE)));
        if ("Bearer agent".equals(authorization))
            return new Admission.Admitted(new Caller(
                    BRAND, Caller.Kind.AGENT, "agt_2", Set.of(Scope.GATE_CHAT, Scope.GATE_USAGE), allowance));
        if ("Bearer stranger".equals(authorization))
            return new Admission.Admitted(
                    new Caller(new BrandId(2), Caller.Kind.CLIENT, "cli_3", Set.of(Scope.GATE_USAGE)));
        return new Admission.Refused(new Refusal(Refusal.Kind.UNAUTHENTICATED, "unauthenticated", "Who are you?"));
    }

    /** A key {@code key-<id>} at the scripted provider, unlimited; earlier ones are preferred. */
    void key(long id, String providerName) {
        key(id, providerName, provider.origin() + "/" + providerName + "/v1", null);
    }

    void key(long id, String providerName, String baseUrl, @Nullable Long minuteLimit) {
        Provider row = catalogue.find(providerName).orElseThrow();
        var integration = new IntegrationId(id);
        keys.put(
                integration,
                new KeyAccess(row, URI.create(baseUrl), true, Map.of("Authorization", "Bearer key-" + id)));
        pool.put(new Member(
                integration, BRAND, providerName, true, (int) Math.max(0, 100 - id), null, minuteLimit, null));
    }

    KeyView view(long id) {
        return pool.view(new IntegrationId(id), NOW.plusNanos(skippedNanos.get()))
                .orElseThrow();
    }

    List<Row> rows() {
        return ledger.recent(BRAND, 1_000);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer good");
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> chat(String json) throws IOException, InterruptedException {
        return send(chatRequest(json));
    }

    CompletableFuture<HttpResponse<String>> chatAsync(String json) {
        return http.sendAsync(chatRequest(json).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The same by the token {@code agent}. */
    CompletableFuture<HttpResponse<String>> agentAsync(String json) {
        HttpRequest request =
                chatRequest(json).setHeader("Authorization", "Bearer agent").build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder chatRequest(String json) {
        return request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
    }

    static String ask(String model, String... members) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + String.join("", List.of(members).stream().map(m -> "," + m).toList()) + "}";
    }

    static String answer(String model) {
        return "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"" + model
                + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,"
                + "\"total_tokens\":9,\"cost\":0.000012}}";
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** A bare connection, for clients that behave badly. */
    Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    static byte[] post(String body) {
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + body.getBytes(UTF_8).length
                        + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    /** Moves the clock of time bounds. */
    void skip(java.time.Duration by) {
        skippedNanos.addAndGet(by.toNanos());
    }

    @Override
    public void close() throws IOException {
        http.close();
        var _ = vertx.close().toCompletionStage().toCompletableFuture().join();
        provider.close();
        capture.close();
        ledger.close();
        database.close();
    }
}
