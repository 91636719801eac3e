package dev.keypool.identity;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Operation;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Agents, on the admin plane for every brand and under {@code /api/v1/agents} for the caller's own. There only a client may manage them: an agent
 * that could make agents could give itself what it was not given. Thread-safe.
 */
final class AgentApi {
    private final Database database;
    private final Directory directory;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;
    private final AgentBooks books;

    AgentApi(
            Database database,
            Directory directory,
            Audit audit,
            InstantSource clock,
            SecureRandom random,
            AgentBooks books) {
        this.database = database;
        this.directory = directory;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
        this.books = books;
    }

    Map<String, Operation> operations() {
        Map<String, Operation> operations = new HashMap<>();
        operations.put("adminListAgents", call -> list(Asked.brand(call)));
        operations.put(
                "adminCreateAgent",
                call -> create(call, new BrandId(new Fields(call.body()).id("brand_id")), "/api/v1/admin/agents/"));
        operations.put("adminGetAgent", call -> get(call, null));
        operations.put("adminUpdateAgent", call -> update(call, null));
        operations.put("adminRotateAgent", call -> rotate(call, null));
        operations.put("adminDeleteAgent", call -> delete(call, null));
        operations.put("listAgents", call -> list(ownBrand(call)));
        operations.put("createAgent", call -> create(call, ownBrand(call), "/api/v1/agents/"));
        operations.put("getAgent", call -> get(call, ownBrand(call)));
        operations.put("updateAgent", call -> update(call, ownBrand(call)));
        operations.put("rotateAgent", call -> rotate(call, ownBrand(call)));
        operations.put("deleteAgent", call -> delete(call, ownBrand(call)));
        return operations;
    }

    private Answer list(@Nullable BrandId brand) {
        List<Answers.AgentView> agents = database.read(handle -> new AgentTable(handle).list(brand)).stream()
                .map(this::view)
                .toList();
        return Answer.ok(new Answers.ManyAgents(true, agents, agents.size()));
    }

    private Answer create(Call call, BrandId brand, String folder) {
        AgentTerms terms = TermsReader.read(call.body(), AgentTerms.UNSAID, clock.instant());
        String id = AgentToken.newId(random);
        Secret token = AgentToken.mint(id, random);
        Agent agent = new Agent(id, brand, hashOf(token), terms, null, clock.instant(), null);
        directory.changeAgent(id, handle -> {
            BrandApi.existing(handle, brand);
            new AgentTable(handle).insert(agent);
            audit.note(handle, call, brand, change("agent.created", id, null, terms));
            return id;
        });
        return Answers.created(Answers.agentWithToken(view(agent), token), folder + id);
    }

    private Answer get(Call call, @Nullable BrandId owner) {
        Agent agent = database.read(handle -> existing(handle, idOf(call), owner));
        return Answers.agent(view(agent).with(books.byModel(agent.brand(), agent.id())));
    }

    private Answer update(Call call, @Nullable BrandId owner) {
        String id = idOf(call);
        Agent changed = directory.changeAgent(id, handle -> {
            Agent before = existing(handle, id, owner);
            AgentTerms terms = TermsReader.read(call.body(), before.terms(), clock.instant());
            new AgentTable(handle).update(id, terms);
            audit.note(handle, call, before.brand(), change("agent.updated", id, before.terms(), terms));
            return new Agent(id, before.brand(), before.hash(), terms, null, before.createdAt(), before.lastUsedAt());
        });
        return Answers.agent(view(changed));
    }

    /** Its new token begins as the old one did, since both name the agent. */
    private Answer rotate(Call call, @Nullable BrandId owner) {
        String id = idOf(call);
        Secret token = AgentToken.mint(id, random);
        Agent rotated = directory.changeAgent(id, handle -> {
            Agent before = existing(handle, id, owner);
            new AgentTable(handle).rotate(id, hashOf(token));
            audit.note(handle, call, before.brand(), change("agent.rotated", id, before.terms(), before.terms()));
            return before;
        });
        return Answer.ok(Answers.agentWithToken(view(rotated), token));
    }

    private static TokenHash hashOf(Secret token) {
        return TokenHash.of(token.reveal(Secret.Use.FINGERPRINT));
    }

    /** With what is known of its use right now. */
    private Answers.AgentView view(Agent agent) {
        Directory.KnownAgent known = directory.agent(agent.id());
        Instant used = known == null ? agent.lastUsedAt() : known.use().at();
        return Answers.AgentView.of(agent, used, books.counted(agent.id()));
    }

    private Answer delete(Call call, @Nullable BrandId owner) {
        String id = idOf(call);
        return directory.changeAgent(id, handle -> {
            Agent before = existing(handle, id, owner);
            new AgentTable(handle).revoke(id, clock.instant());
            audit.note(handle, call, before.brand(), change("agent.revoked", id, before.terms(), null));
            return Answer.ok(new Answers.DeletedToken(true, "Agent revoked", id));
        });
    }

    /** The agent when it is not revoked and, unless {@code owner} is null, belongs to that brand; else a refusal that does not tell which. */
    private static Agent existing(Handle handle, String id, @Nullable BrandId owner) {
        return new AgentTable(handle)
                .find(id)
                .filter(agent -> agent.revokedAt() == null)
                .filter(agent -> owner == null || agent.brand().equals(owner))
                .orElseThrow(() -> Answers.missing("Agent"));
    }

    private static BrandId ownBrand(Call call) {
        if (call.caller().kind() == Caller.Kind.CLIENT) return call.caller().brand();
        throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "client_token_needed",
                "Agents are managed with a client token; " + call.caller().id() + " is not one. Use"
                        + " client_id:api_key:api_secret, or with the admin token /api/v1/admin/agents.");
    }

    private static String idOf(Call call) {
        return Objects.requireNonNull(call.path().get("id"));
    }

    private static Audit.Change change(
            String action, String id, @Nullable AgentTerms before, @Nullable AgentTerms after) {
        return new Audit.Change(
                action,
                "agent:" + id,
                before == null ? null : JsonText.of(before),
                after == null ? null : JsonText.of(after));
    }
}
