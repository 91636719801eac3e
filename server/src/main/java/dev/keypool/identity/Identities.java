package dev.keypool.identity;

import dev.keypool.http.Answer;
import dev.keypool.http.Authenticator;
import dev.keypool.http.Call;
import dev.keypool.http.Operation;
import dev.keypool.http.ShownSession;
import dev.keypool.store.Database;
import dev.keypool.values.Allowance;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Money;
import dev.keypool.values.Secret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Brands, clients and agent tokens; recognises callers from memory. Thread-safe. */
public final class Identities implements Authenticator {
    private static final int AUDIT_LIMIT = 100;

    private final Database database;
    private final Directory directory;
    private final Admissions admissions;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Sessions sessions;
    private final BrandApi brands;
    private final ClientApi clients;

    private Identities(
            Database database, InstantSource clock, SecureRandom random, @Nullable Secret adminToken, BrandUse use) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.directory = new Directory(database);
        this.admissions = new Admissions(directory, clock, adminToken);
        this.audit = new Audit(database, clock);
        this.sessions = new Sessions(new Sessions.Parts(database, directory, admissions, audit, clock, random));
        this.brands = new BrandApi(database, directory, audit, clock, use);
        this.clients = new ClientApi(database, directory, audit, clock, random, use);
    }

    /** A client whose token was just made; the token is shown to its owner once and stored only as a hash. */
    public record NewClient(BrandId brand, String clientId, Secret token) {}

    /** As below, where no brand is used by anything beyond this room. */
    public static Identities open(
            Database database, InstantSource clock, SecureRandom random, @Nullable Secret adminToken) {
        return open(database, clock, random, adminToken, (handle, brand) -> false);
    }

    /**
     * Reads everybody into memory.
     *
     * @param adminToken the operator's token, null to have none; a blank one fails with a sentence
     * @param use asked before a brand is deleted, told when a client ends
     */
    public static Identities open(
            Database database, InstantSource clock, SecureRandom random, @Nullable Secret adminToken, BrandUse use) {
        Identities identities = new Identities(database, clock, random, adminToken, use);
        identities.directory.load();
        return identities;
    }

    @Override
    public Admission admit(@Nullable String authorization) {
        return admissions.admit(authorization);
    }

    @Override
    public Admission admitSession(ShownSession shown) {
        return sessions.admit(shown);
    }

    /** The same callers, but by their tokens alone. */
    public Authenticator withoutSessions() {
        return admissions::admit;
    }

    /** The dashboard's sessions. */
    public Sessions sessions() {
        return sessions;
    }

    /** On an empty database: makes brand 1 ("Default") and a client, and returns the client's token; else nothing. */
    public Optional<NewClient> bootstrap() {
        String id = ClientToken.newId(random);
        Secret token = ClientToken.mint(id, random);
        return directory.changeClient(
                id, handle -> isFresh(handle) ? Optional.of(first(handle, id, token)) : Optional.empty());
    }

    /** As below, where nobody counts what agents use. */
    public Map<String, Operation> operations() {
        return operations(AgentBooks.EMPTY);
    }

    /** Handlers of the admin plane and of {@code /api/v1/agents}, by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations(AgentBooks books) {
        var agents = new AgentApi(database, directory, audit, clock, random, books);
        Map<String, Operation> operations = new HashMap<>();
        operations.putAll(brands.operations());
        operations.putAll(clients.operations());
        operations.putAll(agents.operations());
        operations.put("adminListAudit", this::listAudit);
        return Map.copyOf(operations);
    }

    /** The name of a client or agent of that brand, a revoked agent's too; empty when there is none. From memory. */
    public Optional<String> name(BrandId brand, String id) {
        Directory.KnownClient client = directory.client(id);
        if (client != null && client.client().brand().equals(brand))
            return Optional.of(client.client().name());
        Directory.KnownAgent agent = directory.agent(id);
        return agent != null && agent.agent().brand().equals(brand)
                ? Optional.of(agent.agent().terms().name())
                : Optional.empty();
    }

    /** The name of the brand, if it and that client of it are active. Blocks. */
    public Optional<String> activeBrand(BrandId brand, String client) {
        Directory.KnownClient known = directory.client(client);
        if (known == null
                || !known.client().brand().equals(brand)
                || !known.client().isActive()) return Optional.empty();
        return database.<Optional<Brand>>read(handle -> new BrandTable(handle).find(brand))
                .filter(Brand::isActive)
                .map(Brand::name);
    }

    /** What of the gateway that agent may use, a revoked agent's too; empty when there is no such agent. From memory. */
    public Optional<Allowance> allowance(String agent) {
        return Optional.ofNullable(directory.agent(agent))
                .map(known -> known.agent().terms().allowance());
    }

    /**
     * Writes down when agents' tokens were last shown, as far as that moved since the last call. Blocks; to be called about once a
     * minute, and at the end.
     *
     * @return of how many
     */
    public int writeLastUses() {
        return directory.writeLastUses();
    }

    /**
     * Notes in the audit log what became of an agent's budget. Blocks.
     *
     * @param what {@code budget_reached} or {@code budget_missed}
     * @param spent in the UTC month
     */
    public void noteBudget(Caller agent, String what, Money spent) {
        Allowance allowance = agent.allowance();
        String now = JsonText.ofBudget(spent, allowance == null ? Allowance.UNLIMITED : allowance);
        var change = new Audit.Change("agent." + what, "agent:" + agent.id(), null, now);
        database.<@Nullable Void>write(handle -> {
            audit.noteCounted(handle, agent.brand(), change);
            return null;
        });
    }

    /** Nothing ever happened here: an operator who deleted all brands does not get one back with the next start. */
    private static boolean isFresh(Handle handle) {
        return new BrandTable(handle).all().isEmpty() && new AuditTable(handle).isEmpty();
    }

    private NewClient first(Handle handle, String id, Secret token) {
        Brand brand = new BrandTable(handle).insert("Default", clock.instant());
        String subject = "brand:" + brand.id().value();
        audit.noteOwn(handle, brand.id(), new Audit.Change("brand.created", subject, null, JsonText.of(brand)));
        Client client = clients.insertFirst(handle, brand.id(), id, "Default", token);
        audit.noteOwn(handle, brand.id(), ClientApi.change("client.created", null, client));
        return new NewClient(brand.id(), id, token);
    }

    private Answer listAudit(Call call) {
        List<Answers.AuditView> entries =
                audit.list(Asked.brand(call), Asked.before(call), call.queryInt("limit", AUDIT_LIMIT)).stream()
                        .map(Answers.AuditView::of)
                        .toList();
        return Answer.ok(new Answers.ManyEntries(true, entries));
    }
}
