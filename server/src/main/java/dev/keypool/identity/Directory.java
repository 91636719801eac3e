package dev.keypool.identity;

import dev.keypool.http.Authenticator.Admission;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clients and agents in memory, as the tables have them. Reads take no lock; a change goes through here, one after another, and what it touched is
 * read back even when it failed, since a failure may have been only the way back from a commit. Thread-safe.
 */
final class Directory {
    /** All that a client may be given. */
    private static final Set<Scope> ALL_GRANTABLE =
            Arrays.stream(Scope.values()).filter(Scope::isGrantable).collect(Collectors.toUnmodifiableSet());

    /** A client and the answer that lets it in, made once. */
    record KnownClient(Client client, Admission.Admitted admitted) {
        private static KnownClient of(Client client) {
            Caller caller = new Caller(client.brand(), Caller.Kind.CLIENT, client.id(), ALL_GRANTABLE);
            return new KnownClient(client, new Admission.Admitted(caller));
        }
    }

    /** An agent and the answer that lets it in, made once; its last use goes on through changes. */
    record KnownAgent(Agent agent, Admission.Admitted admitted, LastUse use) {
        private static KnownAgent of(Agent agent, @Nullable KnownAgent before) {
            AgentTerms terms = agent.terms();
            Caller caller = new Caller(agent.brand(), Caller.Kind.AGENT, agent.id(), terms.scopes(), terms.allowance());
            LastUse use = before == null ? new LastUse(agent.lastUsedAt()) : before.use();
            return new KnownAgent(agent, new Admission.Admitted(caller), use);
        }
    }

    /** A session and the answer that lets it in, made once. */
    record KnownSession(Session session, Admission.Admitted admitted) {
        private static KnownSession of(Session session, BrandId brand) {
            return new KnownSession(session, new Admission.Admitted(caller(session, brand)));
        }
    }

    /** Whoever acts in that session. */
    static Caller caller(Session session, BrandId brand) {
        return switch (session.proof()) {
            case Session.ByToken _ -> caller(session, brand, Caller.Via.DASHBOARD, null);
            case Session.ByPerson by ->
                caller(session, brand, Caller.Via.OIDC, by.person().email());
        };
    }

    private static Caller caller(Session session, BrandId brand, Caller.Via via, @Nullable String person) {
        return new Caller(brand, Caller.Kind.CLIENT, session.clientId(), ALL_GRANTABLE, null, via, person);
    }

    private final Database database;
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<String, KnownClient> clients = new ConcurrentHashMap<>();
    private final Map<String, KnownAgent> agents = new ConcurrentHashMap<>();
    /** By {@link TokenHash#hex} of the cookie. */
    private final Map<String, KnownSession> sessions = new ConcurrentHashMap<>();

    private final Set<BrandId> inactiveBrands = ConcurrentHashMap.newKeySet();

    Directory(Database database) {
        this.database = database;
    }

    /** Reads everything; once, before anybody calls. */
    void load() {
        database.<@Nullable Void>read(handle -> {
            for (Client client : new ClientTable(handle).list(null)) clients.put(client.id(), KnownClient.of(client));
            for (Session session : new SessionTable(handle).all())
                sessions.put(session.hash().hex(), known(session));
            for (Agent agent : new AgentTable(handle).all()) agents.put(agent.id(), KnownAgent.of(agent, null));
            for (Brand brand : new BrandTable(handle).all()) if (!brand.isActive()) inactiveBrands.add(brand.id());
            return null;
        });
    }

    @Nullable
    KnownClient client(String id) {
        return clients.get(id);
    }

    /** Its client may be gone or inactive, its time over. */
    @Nullable
    KnownSession session(TokenHash cookie) {
        return sessions.get(cookie.hex());
    }

    /** Those whose time is over; their rows are gone already. */
    void forgetSessions(Instant now) {
        sessions.values().removeIf(known -> !now.isBefore(known.session().expiresAt()));
    }

    /** Ends the sessions of people of other issuers than this; of all when null. Blocks. */
    void endForeignSessions(@Nullable String issuer) {
        database.<@Nullable Void>write(handle -> {
            new SessionTable(handle).endOfOtherIssuers(issuer);
            return null;
        });
        sessions.values()
                .removeIf(known -> known.session().proof() instanceof Session.ByPerson by
                        && !by.person().issuer().equals(issuer));
    }

    /** Clients of active brands that are active themselves. */
    List<Client> activeClients() {
        return clients.values().stream()
                .map(KnownClient::client)
                .filter(client -> client.isActive() && !isInactive(client.brand()))
                .toList();
    }

    /** Revoked ones too. */
    @Nullable
    KnownAgent agent(String id) {
        return agents.get(id);
    }

    /** Writes down which tokens were shown since the last time. Blocks. Says how many. */
    int writeLastUses() {
        Map<String, Instant> moved = new HashMap<>();
        agents.forEach((id, known) -> {
            Instant at = known.use().unwritten();
            if (at != null) moved.put(id, at);
        });
        if (moved.isEmpty()) return 0;
        database.<@Nullable Void>write(handle -> {
            var table = new AgentTable(handle);
            moved.forEach(table::use);
            return null;
        });
        // An agent that was forgotten meanwhile has nothing more to write.
        moved.forEach((id, at) -> {
            KnownAgent known = agents.get(id);
            if (known != null) known.use().written(at);
        });
        return moved.size();
    }

    boolean isInactive(BrandId brand) {
        return inactiveBrands.contains(brand);
    }

    <T> T changeClient(String id, Database.Work<T> work) {
        return change(work, () -> refreshClient(id));
    }

    <T> T changeAgent(String id, Database.Work<T> work) {
        return change(work, () -> refreshAgent(id));
    }

    <T> T changeBrand(BrandId id, Database.Work<T> work) {
        return change(work, () -> refreshBrand(id));
    }

    private <T> T change(Database.Work<T> work, Runnable refresh) {
        changing.lock();
        try {
            return database.write(work);
        } finally {
            try {
                refresh.run();
            } finally {
                changing.unlock();
            }
        }
    }

    private void refreshClient(String id) {
        database.read(handle -> new ClientTable(handle).find(id))
                .ifPresentOrElse(client -> clients.put(id, KnownClient.of(client)), () -> clients.remove(id));
        Map<String, KnownSession> held = new HashMap<>();
        for (Session session : database.read(handle -> new SessionTable(handle).of(id)))
            held.put(session.hash().hex(), known(session));
        sessions.entrySet().removeIf(each -> ofClient(each, id) && !held.containsKey(each.getKey()));
        sessions.putAll(held);
    }

    private static boolean ofClient(Map.Entry<String, KnownSession> entry, String client) {
        return entry.getValue().session().clientId().equals(client);
    }

    private KnownSession known(Session session) {
        Client client = Objects.requireNonNull(clients.get(session.clientId())).client();
        return KnownSession.of(session, client.brand());
    }

    private void refreshAgent(String id) {
        database.read(handle -> new AgentTable(handle).find(id))
                .ifPresentOrElse(
                        agent -> agents.put(id, KnownAgent.of(agent, agents.get(id))), () -> agents.remove(id));
    }

    private void refreshBrand(BrandId id) {
        database.read(handle -> new BrandTable(handle).find(id))
                .ifPresentOrElse(
                        brand -> {
                            if (brand.isActive()) inactiveBrands.remove(id);
                            else inactiveBrands.add(id);
                        },
                        () -> forget(id));
    }

    /** What a deleted brand leaves behind: its revoked agents. */
    private void forget(BrandId brand) {
        agents.values().removeIf(known -> known.agent().brand().equals(brand));
        inactiveBrands.remove(brand);
    }
}
