package dev.keypool.identity;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Operation;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Secret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The admin plane's clients. Thread-safe. */
final class ClientApi {
    private final Database database;
    private final Directory directory;
    private final Audit audit;
    private final InstantSource clock;
    private final SecureRandom random;
    private final BrandUse use;

    ClientApi(
            Database database,
            Directory directory,
            Audit audit,
            InstantSource clock,
            SecureRandom random,
            BrandUse use) {
        this.database = database;
        this.directory = directory;
        this.audit = audit;
        this.clock = clock;
        this.random = random;
        this.use = use;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "adminListClients", this::list,
                "adminCreateClient", this::create,
                "adminUpdateClient", this::update,
                "adminRotateClient", this::rotate,
                "adminDeleteClient", this::delete);
    }

    private Answer list(Call call) {
        BrandId brand = Asked.brand(call);
        List<Answers.ClientView> clients = database.read(handle -> new ClientTable(handle).list(brand)).stream()
                .map(Answers.ClientView::of)
                .toList();
        return Answer.ok(new Answers.ManyClients(true, clients, clients.size()));
    }

    private Answer create(Call call) {
        Fields fields = new Fields(call.body());
        BrandId brand = new BrandId(fields.id("brand_id"));
        String name = fields.name("");
        SignInEmails emails = SignInEmails.read(fields, SignInEmails.NOBODY);
        fields.orRefuse();
        String id = ClientToken.newId(random);
        Secret token = ClientToken.mint(id, random);
        Client client = directory.changeClient(id, handle -> {
            BrandApi.existing(handle, brand);
            Client made = insert(handle, brand, id, name, token, emails);
            audit.note(handle, call, brand, change("client.created", null, made));
            return made;
        });
        return Answers.created(Answers.clientWithToken(client, token), null);
    }

    private Answer update(Call call) {
        String id = idOf(call);
        return Answers.client(directory.changeClient(id, handle -> {
            Client before = existing(handle, id);
            Fields fields = new Fields(call.body());
            String name = fields.name(before.name());
            boolean active = fields.flag("is_active", before.isActive());
            SignInEmails emails = SignInEmails.read(fields, before.emails());
            fields.orRefuse();
            Client after = new Client(id, before.brand(), name, active, before.secret(), emails, before.createdAt());
            new ClientTable(handle).update(after);
            if (active) new SessionTable(handle).endOthersThan(after.emails(), id);
            else end(handle, id);
            audit.note(handle, call, after.brand(), change("client.updated", before, after));
            return after;
        }));
    }

    private Answer rotate(Call call) {
        String id = idOf(call);
        Fields fields = new Fields(call.body());
        int overlap = fields.wholeNumber("overlap_seconds", 0);
        if (overlap < 0 || overlap > 604_800) {
            fields.fault("overlap_seconds", "overlap_seconds must be 0 to 604800 (7 days)", "out_of_range");
        }
        fields.orRefuse();
        Secret token = ClientToken.mint(id, random);
        Client client = directory.changeClient(id, handle -> {
            Client before = existing(handle, id);
            ClientSecret secret = before.secret().rotatedTo(hashOf(token), clock.instant(), overlap);
            Client after = before.with(secret);
            new ClientTable(handle).update(after);
            new SessionTable(handle).endTokensBut(secret.previous(), id);
            audit.note(handle, call, after.brand(), change("client.rotated", before, after));
            return after;
        });
        return Answer.ok(Answers.clientWithToken(client, token));
    }

    private Answer delete(Call call) {
        String id = idOf(call);
        return directory.changeClient(id, handle -> {
            Client before = existing(handle, id);
            end(handle, id);
            new ClientTable(handle).delete(id);
            audit.note(handle, call, before.brand(), change("client.deleted", before, null));
            return Answer.ok(new Answers.DeletedToken(true, "Client deleted successfully", id));
        });
    }

    /** Ends what a client has opened. */
    private void end(Handle handle, String id) {
        new SessionTable(handle).endAll(id);
        use.clientEnded(handle, id, clock.instant());
    }

    /** The first client of a fresh installation, inside the caller's transaction. */
    Client insertFirst(Handle handle, BrandId brand, String id, String name, Secret token) {
        return insert(handle, brand, id, name, token, SignInEmails.NOBODY);
    }

    private Client insert(Handle handle, BrandId brand, String id, String name, Secret token, SignInEmails emails) {
        Client made = new Client(id, brand, name, true, ClientSecret.of(hashOf(token)), emails, clock.instant());
        new ClientTable(handle).insert(made);
        return made;
    }

    private static TokenHash hashOf(Secret token) {
        return TokenHash.of(token.reveal(Secret.Use.FINGERPRINT));
    }

    private static Client existing(Handle handle, String id) {
        return new ClientTable(handle).find(id).orElseThrow(() -> Answers.missing("Client"));
    }

    private static String idOf(Call call) {
        return Objects.requireNonNull(call.path().get("client_id"));
    }

    static Audit.Change change(String action, @Nullable Client before, @Nullable Client after) {
        Client either = Objects.requireNonNull(after == null ? before : after);
        return new Audit.Change(
                action,
                "client:" + either.id(),
                before == null ? null : JsonText.of(before),
                after == null ? null : JsonText.of(after));
    }
}
