package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Operation;
import dev.keypool.identity.Audit;
import dev.keypool.identity.BrandUse;
import dev.keypool.ledger.Ledger;
import dev.keypool.pool.Pool;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.KeyAccess;
import dev.keypool.routing.Routes;
import dev.keypool.store.Database;
import dev.keypool.store.JobLeases;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.vault.Vault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The door of the integrations API: the keys of all brands, in memory and in the database. Thread-safe. */
public final class Integrations {
    private final KeyOpener opener;
    private final Roster roster;
    private final LiveKeys live;
    private final LiveFeed feed;
    private final Doubts doubts;
    private final Drifts drifts;
    private final BillingSync billing;
    private final Reports.Sources sources;
    private final Stores stores;
    private final Adding adding;
    private final Map<String, Operation> operations = new HashMap<>();

    /** Where facts are kept. */
    public record Stores(Database database, Vault vault, Ledger ledger, Audit audit) {}

    /**
     * Takes all stored keys into memory and into the pool. A key that does not open stays listed and is never selected.
     *
     * @param pool made with a {@link Standings} on the same database, before its first lease
     */
    public static Integrations open(
            Stores stores, Catalogue catalogue, Pool pool, ProviderCalls calls, InstantSource clock) {
        return open(stores, catalogue, pool, calls, DriftLimits.STANDARD, clock);
    }

    /** @param drift from which difference between a provider's figures and the ledger on its owner is told */
    public static Integrations open(
            Stores stores,
            Catalogue catalogue,
            Pool pool,
            ProviderCalls calls,
            DriftLimits drift,
            InstantSource clock) {
        var opener = new KeyOpener(catalogue, stores.vault());
        var roster = new Roster();
        StartUp.load(stores.database(), stores.ledger(), opener, roster, pool, clock.instant());
        var drifts = new Drifts(stores.database(), stores.ledger(), drift);
        return new Integrations(stores, catalogue, new Held(opener, roster, pool, drifts), calls, clock);
    }

    /** What is kept in memory. */
    private record Held(KeyOpener opener, Roster roster, Pool pool, Drifts drifts) {}

    private Integrations(Stores stores, Catalogue catalogue, Held held, ProviderCalls calls, InstantSource clock) {
        this.opener = held.opener();
        this.roster = held.roster();
        this.live = new LiveKeys(roster, held.pool(), clock);
        this.feed = new LiveFeed(live);
        this.sources = new Reports.Sources(stores.database(), stores.ledger(), catalogue, roster, held.pool(), clock);
        this.drifts = held.drifts();
        var changes = new KeyChanges(stores.database(), stores.audit(), opener, roster, held.pool(), clock);
        var tester = new KeyTest(calls, clock);
        this.doubts = new Doubts(roster, opener, tester, held.pool(), clock);
        this.billing = new BillingSync(opener, calls, changes, drifts, clock);
        this.stores = stores;
        this.adding = new Adding(new CredentialsBody(catalogue, calls.guard()), tester, changes);
        var editing = new Editing(adding, changes, live);
        var actions = new KeyActions(opener, tester, changes, held.pool(), stores.ledger(), live, clock);
        operations.put("listIntegrations", this::list);
        operations.put("createIntegration", editing::create);
        operations.put("getIntegration", editing::get);
        operations.put("updateIntegration", editing::update);
        operations.put("deleteIntegration", editing::delete);
        operations.put("integrationsHealth", this::health);
        operations.put("liveIntegrations", feed::open);
        operations.put("listProviders", call -> providers(catalogue));
        operations.put("testIntegration", actions::test);
        operations.put("resetHealth", actions::resetHealth);
        operations.put("resetUsage", actions::resetUsage);
        operations.put("syncBilling", this::syncBilling);
        operations.put(
                "syncIntegrationBilling",
                call -> Answer.ok(
                        billing.sync(List.of(changes.found(call.caller().brand(), PathId.of(call))))));
    }

    /**
     * All that one attempt needs of a key, in memory: about a microsecond for each field of its credential. For event loops.
     *
     * @return empty when there is no such key of that brand any more, or its credential does not open
     */
    public Optional<KeyAccess> access(BrandId brand, IntegrationId id) {
        return roster.find(brand, id).flatMap(opener::access);
    }

    /**
     * A provider refused a call in a way that may speak of the key: it is tested aside, at most once a minute, and only a refusal
     * there is held against it. Never blocks.
     *
     * @return complete when the key was judged
     */
    public CompletionStage<Void> doubt(BrandId brand, IntegrationId id) {
        return doubts.about(brand, id);
    }

    /** The streams of live counts, for whoever turns and ends them. */
    public LiveFeed feed() {
        return feed;
    }

    /** Handlers by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations() {
        return Map.copyOf(operations);
    }

    /** Further handlers, which need what other rooms know: usage, events, explain. */
    public Map<String, Operation> reports(CallerNames callers, KnownModels models, Routes routes) {
        return Reports.operations(sources, callers, models, routes);
    }

    /** The links by which others add keys. */
    public Invites invites(InviteHosts hosts, CallerNames names) {
        return new Invites(new InviteParts(stores, sources.catalogue(), adding, hosts, names, sources.clock()));
    }

    /** Labels of all keys of the brand by their ids, deleted ones too; null for a key without one. Blocks. */
    public Map<String, @Nullable String> labels(BrandId brand) {
        return new KeyNames(sources.database(), sources.roster()).labels(brand);
    }

    /** Deletes at most {@code most} events that are older than that, oldest first; says how many went. Blocks. */
    public int forgetEvents(Instant before, int most) {
        return sources.database().<Integer>write(handle -> EventTable.forget(handle, before, most));
    }

    /** The same for the names of keys that were deleted before. */
    public int forgetNames(Instant before, int most) {
        return sources.database().<Integer>write(handle -> FormerTable.forget(handle, before, most));
    }

    /** What brands and clients have here: a brand with any key cannot be deleted, and a client's invitations end with it. */
    public static BrandUse use() {
        return new BrandUse() {
            @Override
            public boolean inUse(Handle handle, BrandId brand) {
                return IntegrationTable.any(handle, brand);
            }

            @Override
            public void clientEnded(Handle handle, String client, Instant now) {
                InviteTable.revokeOf(handle, client, now);
            }
        };
    }

    /**
     * What reads the figures of all brands' keys by itself.
     *
     * @param leases turns among the processes that share the database
     * @param random jitter of its times
     */
    public BillingSchedule schedule(BillingSchedule.Times times, JobLeases leases, RandomGenerator random) {
        return new BillingSchedule(
                new BillingSchedule.Work(roster, live, billing), times, leases, random, live.clock());
    }

    /** The answer of a list. */
    record Page(boolean success, List<IntegrationView> integrations, int total, int limit, int offset) {}

    private Answer list(Call call) {
        ListQuery query = ListQuery.of(call);
        List<LiveKey> matching = live.matching(call.caller().brand(), query);
        List<IntegrationView> page = matching.stream()
                .skip(query.offset())
                .limit(query.limit())
                .map(IntegrationView::of)
                .toList();
        return Answer.ok(new Page(true, page, matching.size(), query.limit(), query.offset()));
    }

    private Answer health(Call call) {
        var now = live.now();
        return Answer.ok(HealthOverview.of(live.all(call.caller().brand(), now), drifts, now));
    }

    /** The answer of the catalogue. */
    record Providers(boolean success, List<ProviderView> providers) {}

    private static Answer providers(Catalogue catalogue) {
        return Answer.ok(new Providers(
                true, catalogue.all().stream().map(ProviderView::of).toList()));
    }

    private Answer syncBilling(Call call) {
        String provider = call.query().get("provider_name");
        Set<String> only = provider == null ? Set.of() : Set.of(provider);
        List<HeldKey> keys = live.keys(call.caller().brand()).stream()
                .filter(key -> only.isEmpty() || only.contains(key.row().provider()))
                .toList();
        return Answer.ok(billing.sync(keys));
    }
}
