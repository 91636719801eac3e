package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.http.Operation;
import dev.keypool.http.OutboundGuard;
import dev.keypool.identity.Audit;
import dev.keypool.integrations.Integrations.Stores;
import dev.keypool.ledger.Ledger;
import dev.keypool.metering.PriceBook;
import dev.keypool.pool.Pool;
import dev.keypool.pool.PoolSettings;
import dev.keypool.providers.AliasFile;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.PriceFiles;
import dev.keypool.routing.AliasBook;
import dev.keypool.routing.Routes;
import dev.keypool.store.Database;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import dev.keypool.vault.Vault;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** Floors 2 to 5 as {@code app} wires them, on a real database in a folder, with a clock that stands still. */
final class House implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Secret MASTER = Secret.of("0123456789abcdef0123456789abcdef");

    final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    /** Names of callers, by brand and id. */
    final Map<String, String> names = new HashMap<>();
    /** Models that a provider is known to list. */
    final Map<String, Set<String>> listed = new HashMap<>();

    /** Brands in whose name nobody is invited. */
    final Set<Long> resting = ConcurrentHashMap.newKeySet();

    final Database database;
    final Ledger ledger;
    final Pool pool;
    final Integrations integrations;
    private final ProviderCalls calls;
    private final Prices prices;
    final Routes routes;
    private final Aliases aliases;

    House(Vertx vertx, Path folder, Map<String, String> overrides) {
        this(vertx, folder, overrides, MASTER, List.of("127.0.0.0/8"));
    }

    House(Vertx vertx, Path folder, Map<String, String> overrides, Secret masterKey, List<String> allowed) {
        this(vertx, folder, Catalogue.load(overrides), masterKey, allowed, Duration.ofSeconds(10));
    }

    /** @param patience for all calls of one key */
    House(Vertx vertx, Path folder, Catalogue catalogue, Secret masterKey, List<String> allowed, Duration patience) {
        InstantSource clock = () -> Objects.requireNonNull(now.get());
        database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
        Vault vault = Vault.open(database, masterKey);
        ledger = Ledger.open(database, folder.resolve("inflight"));
        pool = new Pool(PoolSettings.STANDARD, new Random(7), new Standings(database));
        calls = new ProviderCalls(vertx, new OutboundGuard(allowed, clock), System::nanoTime, patience);
        Stores stores = new Stores(database, vault, ledger, new Audit(database, clock));
        integrations = Integrations.open(stores, catalogue, pool, calls, clock);
        PriceBook book = PriceBook.of(PriceFiles.load(catalogue));
        prices = Prices.open(database, stores.audit(), catalogue, book, clock);
        routes = Routes.over(catalogue, AliasBook.of(AliasFile.load(catalogue)));
        aliases = Aliases.open(
                new Aliases.Facts(database, stores.audit(), catalogue, book),
                routes,
                (brand, provider) -> listed.getOrDefault(provider, Set.of()),
                clock);
    }

    void pass(Duration time) {
        now.updateAndGet(before -> Objects.requireNonNull(before).plus(time));
    }

    Answer answer(String operation, Call call) {
        try {
            return Objects.requireNonNull(operations().get(operation)).run(call);
        } catch (RuntimeException fault) {
            throw fault;
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
    }

    private Map<String, Operation> operations() {
        Map<String, Operation> all = new HashMap<>(integrations.operations());
        all.putAll(integrations.reports(
                (brand, caller) -> Optional.ofNullable(names.get(brand.value() + " " + caller)),
                (brand, provider) -> listed.getOrDefault(provider, Set.of()),
                routes));
        all.putAll(integrations
                .invites(
                        (brand, client) -> resting.contains(brand.value())
                                ? Optional.empty()
                                : Optional.of("Brand " + brand.value()),
                        (brand, caller) -> Optional.ofNullable(names.get(brand.value() + " " + caller)))
                .operations());
        all.putAll(prices.operations());
        all.putAll(aliases.operations());
        return all;
    }

    /** The body of the answer as a client reads it. */
    JsonNode run(String operation, Call call) {
        return Json.tree(answer(operation, call).body());
    }

    Refusal refused(String operation, Call call) {
        return org.junit.jupiter.api.Assertions.assertThrows(Refusal.class, () -> answer(operation, call));
    }

    /** Creates an integration for brand 1 and gives its id. */
    long created(String json) {
        return run("createIntegration", Calls.body(Calls.of(1), json))
                .at("/integration/id")
                .longValue();
    }

    JsonNode one(long id) {
        return run("getIntegration", Calls.id(Calls.of(1), id)).get("integration");
    }

    long count(String sql) {
        return database.<Long>read(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Override
    public void close() {
        calls.close();
        ledger.close();
        database.close();
    }
}
