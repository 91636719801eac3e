package dev.keypool.app;

import dev.keypool.dashboard.Dashboard;
import dev.keypool.gateway.AgentCounts;
import dev.keypool.gateway.AgentGate;
import dev.keypool.gateway.AnswerCache;
import dev.keypool.gateway.Gateway;
import dev.keypool.gateway.GatewayParts;
import dev.keypool.gateway.StoredCapture;
import dev.keypool.gateway.Telemetry;
import dev.keypool.gateway.Witnesses;
import dev.keypool.http.Authenticator;
import dev.keypool.http.Contract;
import dev.keypool.http.ControlPlane;
import dev.keypool.http.Operation;
import dev.keypool.http.OutboundGuard;
import dev.keypool.http.RateLimit;
import dev.keypool.identity.Audit;
import dev.keypool.identity.Identities;
import dev.keypool.identity.KeptAnswers;
import dev.keypool.integrations.Aliases;
import dev.keypool.integrations.BillingSchedule;
import dev.keypool.integrations.Integrations;
import dev.keypool.integrations.Invites;
import dev.keypool.integrations.Prices;
import dev.keypool.integrations.ProviderCalls;
import dev.keypool.integrations.Standings;
import dev.keypool.integrations.Webhook;
import dev.keypool.ledger.Ledger;
import dev.keypool.metering.AgentMeter;
import dev.keypool.metering.PriceBook;
import dev.keypool.ops.Metrics;
import dev.keypool.pool.Pool;
import dev.keypool.pool.StandingStore;
import dev.keypool.providers.AliasFile;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.Classifier;
import dev.keypool.providers.PriceFiles;
import dev.keypool.routing.AliasBook;
import dev.keypool.routing.Routes;
import dev.keypool.store.ClockTrust;
import dev.keypool.store.Database;
import dev.keypool.store.JobLeases;
import dev.keypool.values.Secret;
import dev.keypool.vault.MasterKeys;
import dev.keypool.vault.OwnKeyFile;
import dev.keypool.vault.Vault;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Builds the house bottom up, floor by floor; {@link Running} closes it top down, also when the start fails half way. */
final class Wiring {
    /** For ids, where speed matters and secrecy does not. */
    private static final RandomGenerator QUICK =
            () -> ThreadLocalRandom.current().nextLong();

    private final Settings settings;
    private final PartSettings parts;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final Running running = new Running();
    private final SecureRandom secure = new SecureRandom();

    private Wiring(Settings settings, InstantSource clock, LongSupplier nanos) {
        this.settings = settings;
        this.parts = new PartSettings(settings);
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Starts everything; returns when requests are answered. */
    static Running start(Settings settings, InstantSource clock) {
        return start(settings, clock, System::nanoTime);
    }

    /** @param nanos what the time bounds of requests are measured by, such as {@code System::nanoTime} */
    static Running start(Settings settings, InstantSource clock, LongSupplier nanos) {
        Wiring wiring = new Wiring(settings, clock, nanos);
        try {
            wiring.build();
            return wiring.running;
        } catch (RuntimeException fault) {
            wiring.running.close();
            throw fault;
        }
    }

    private void build() {
        // 1: instruments; and the event loops, which everything above shares
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Instruments.bind(registry);
        Telemetry telemetry = TelemetrySettings.open(settings.telemetry(), running, QUICK);
        Vertx vertx = running.keep("event loops", Vertx.vertx(parts.eventLoops()), Wiring::close);

        // 2: tools
        Path data = DataDir.prepare(settings.dataDir());
        Database database =
                running.keep("database", Database.open("jdbc:sqlite:" + data.resolve("keypool.db")), Database::close);
        var guard = new OutboundGuard(settings.outboundAllow().orElse(List.of()), clock);
        var ops = new OpsEndpoints(vertx, registry, database::reachable);

        // 3: facts
        Vault vault = Vault.open(database, masterKey(data, database));
        Identities identities = Identities.open(database, clock, secure, parts.adminToken(), Integrations.use());
        identities.bootstrap().ifPresent(client -> BootstrapFile.announce(data, client));
        Authenticator callers = settings.dashboard().enabled() ? identities : identities.withoutSessions();
        Catalogue catalogue = Catalogue.load(parts.baseUrls());
        Ledger ledger = running.keep("ledger", Ledger.open(database, data.resolve("in-flight.marks")), Ledger::close);

        // 4: decisions
        PriceBook prices = PriceBook.of(PriceFiles.load(catalogue));
        Routes routes = Routes.over(catalogue, AliasBook.of(AliasFile.load(catalogue)));
        ProviderCalls calls =
                running.keep("provider calls", new ProviderCalls(vertx, guard, System::nanoTime), ProviderCalls::close);
        var meter = new AgentMeter(new BudgetLog(identities, Thread::startVirtualThread));
        var pool = new Pool(parts.pool(), QUICK, standings(database, calls));

        // 5: doors
        var audit = new Audit(database, clock);
        var stores = new Integrations.Stores(database, vault, ledger, audit);
        Integrations integrations = Integrations.open(stores, catalogue, pool, calls, parts.drift(), clock);
        StoredCapture capture =
                running.keep("capture", StoredCapture.open(database, audit, clock), StoredCapture::close);
        var witnesses = new Witnesses(telemetry, capture, new CallerAndKeyNames(identities, integrations));
        Gateway gateway = running.keep(
                "gateway",
                new Gateway(new GatewayParts(
                        vertx,
                        callers,
                        pool,
                        new OwnKeys(integrations),
                        catalogue,
                        new Classifier(),
                        ledger,
                        prices,
                        routes,
                        new AgentGate(meter, prices, catalogue, settings.pool().allowUnpriced()),
                        new AnswerCache((long) settings.gateway().cacheMib() << 20, nanos),
                        guard,
                        new Metrics(registry),
                        parts.gateway(),
                        clock,
                        nanos,
                        QUICK,
                        witnesses)),
                Wiring::close);
        Prices brandPrices = Prices.open(database, audit, catalogue, prices, clock);
        running.keep("last uses", LastUses.start(identities), LastUses::close);
        AgentCounts agents = AgentCounts.open(meter, ledger, identities::allowance, clock);
        Aliases aliases = Aliases.open(
                new Aliases.Facts(database, audit, catalogue, prices), routes, gateway::knownModels, clock);
        Invites invites = integrations.invites(identities::activeBrand, identities::name);
        var answers = new KeptAnswers(database, text -> vault.blind("idempotency", text));
        ControlPlane control = controlPlane(
                invites.over(callers),
                answers,
                identities.operations(agents),
                integrations.operations(),
                integrations.reports(identities::name, gateway::knownModels, routes),
                invites.operations(),
                brandPrices.operations(),
                aliases.operations(),
                capture.operations(),
                gateway.operations());
        ops.rosterIsLoaded();
        forget(database, ledger, integrations, invites, capture, answers);

        if (settings.billing().scheduled())
            running.keep("billing job", billing(integrations, database), BillingJob::close);

        // 6: the world
        running.keep("live counts", LiveTurns.start("live counts", integrations.feed()), LiveTurns::close);
        running.keep("live traces", LiveTurns.start("live traces", gateway.feed()), LiveTurns::close);
        Dashboard dashboard = DashboardSettings.open(
                settings.dashboard(), running, vertx, guard, identities.sessions(), clock, QUICK);
        var live = List.of(integrations.feed(), gateway.feed());
        var doors = new Server.Doors(gateway, control, ops, live, dashboard);
        Server.start(vertx, settings, doors, running);
    }

    private void forget(
            Database database,
            Ledger ledger,
            Integrations integrations,
            Invites invites,
            StoredCapture capture,
            KeptAnswers answers) {
        Settings.RetentionRules kept = settings.retention();
        var timer = running.keep("retention", new QuietTimer("keypool-retention"), QuietTimer::close);
        var sorts = List.of(
                new Retention.Sort("attempt rows", kept.rows(), ledger.history()::forgetAttempts),
                new Retention.Sort("events", kept.rows(), integrations::forgetEvents),
                new Retention.Sort("answers to repeated writes", KeptAnswers.KEPT, answers::forget),
                new Retention.Sort("invites", Duration.ofDays(30), invites::forget),
                new Retention.Sort("prompts and answers", Duration.ofDays(1), capture::forget),
                new Retention.Sort("daily sums", kept.rollups(), ledger.history()::forgetDays),
                new Retention.Sort("names of deleted keys", kept.rollups(), integrations::forgetNames));
        new Retention(sorts, new ClockTrust(database)::look, clock, timer).start();
    }

    @SafeVarargs
    private ControlPlane controlPlane(Authenticator callers, KeptAnswers answers, Map<String, Operation>... doors) {
        Map<String, Operation> operations = new HashMap<>();
        for (Map<String, Operation> door : doors) operations.putAll(door);
        var rate = new RateLimit(settings.api().ratePerMinute(), settings.api().burst());
        return new ControlPlane(
                Contract.load(),
                operations,
                callers,
                answers,
                clock,
                secure,
                new ControlPlane.Settings(rate, settings.adminToken().isPresent()));
    }

    private BillingJob billing(Integrations integrations, Database database) {
        var times = new BillingSchedule.Times(
                settings.billing().every(), settings.pool().creditRecheck());
        var leases = new JobLeases(database, Long.toHexString(secure.nextLong()));
        return BillingJob.start(integrations.schedule(times, leases, QUICK)::run, clock);
    }

    /** Where standings are kept; and whoever is to be told of spend is told. */
    private StandingStore standings(Database database, ProviderCalls calls) {
        var store = new Standings(database);
        String url = settings.webhook().url().orElse(null);
        if (url == null) return store;
        Secret secret = Secret.of(settings.webhook().secret().orElseThrow());
        var target = new Webhook.Target(URI.create(url), secret);
        return running.keep("webhook", new Webhook(store, database, calls, target, Thread::sleep), Webhook::close);
    }

    private static void close(Gateway gateway) {
        gateway.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void close(Vertx vertx) {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Secret masterKey(Path data, Database database) {
        if (settings.masterKey().isEmpty() && settings.masterKeyFile().isEmpty()) new OwnKeyFile(data).settle(database);
        return MasterKeys.fromSettings(
                settings.masterKey().orElse(null), settings.masterKeyFile().orElse(null), data, true, secure);
    }
}
