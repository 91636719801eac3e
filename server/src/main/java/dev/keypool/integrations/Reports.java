package dev.keypool.integrations;

import dev.keypool.http.Operation;
import dev.keypool.ledger.Ledger;
import dev.keypool.pool.Pool;
import dev.keypool.providers.Catalogue;
import dev.keypool.routing.Routes;
import dev.keypool.store.Database;
import java.time.InstantSource;
import java.util.Map;

/** What is told of keys without changing any: usage, events, and why one would be chosen. No state. */
final class Reports {
    private Reports() {}

    /** Where it is known. */
    record Sources(
            Database database, Ledger ledger, Catalogue catalogue, Roster roster, Pool pool, InstantSource clock) {}

    /** Handlers by operationId. */
    static Map<String, Operation> operations(Sources sources, CallerNames callers, KnownModels models, Routes routes) {
        var names = new KeyNames(sources.database(), sources.roster());
        var usage = new UsageReports(sources.ledger(), sources.catalogue(), names, callers, sources.clock());
        var one = new KeyUsage(usage, sources.ledger(), names, sources.roster(), sources.clock());
        return Map.of(
                "listUsage", usage::ofBrand,
                "integrationUsage", one::of,
                "listEvents", new KeyEvents(sources.database(), names)::list,
                "explain", new Explaining(sources, models, routes)::explain);
    }
}
