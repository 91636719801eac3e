package dev.keypool.identity;

import dev.keypool.http.Authenticator.Admission;
import dev.keypool.http.ShownSession;
import dev.keypool.identity.Directory.KnownClient;
import dev.keypool.identity.Directory.KnownSession;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Person;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of the dashboard: a client's token, shown once, or a person's proof is exchanged for a cookie that lets a browser in as that client
 * for {@link #LIFE}. A session is worth as much as what it was opened with: what ends the one ends the other at once. Thread-safe.
 */
public final class Sessions {
    public static final Duration LIFE = Duration.ofHours(12);

    /** Sessions of one client at a time; the oldest gives way. */
    private static final int MOST = 50;

    private static final int COOKIE_HEX = 64; // 256 bits

    private static final Admission ENDED = new Admission.Refused(new Refusal(
            Refusal.Kind.UNAUTHENTICATED, ShownSession.ENDED, "This session is over. Sign in again at /dashboard."));
    private static final Admission NO_CSRF = new Admission.Refused(new Refusal(
            Refusal.Kind.FORBIDDEN,
            "csrf_token_missing",
            "A session may change something only with the header " + ShownSession.CSRF
                    + ", and it was missing or not this session's. Send the csrf_token of GET /dashboard/session, or a token in"
                    + " Authorization instead of the cookie."));

    private final Parts parts;
    private final Entrances entrances;

    /** What it is built from. */
    record Parts(
            Database database,
            Directory directory,
            Admissions admissions,
            Audit audit,
            InstantSource clock,
            SecureRandom random) {}

    Sessions(Parts parts) {
        this.parts = parts;
        this.entrances = new Entrances(parts.database(), parts.directory());
    }

    /** From where somebody signs in or out, for the audit log. */
    public record Origin(String remoteAddress, String requestId) {}

    /**
     * What a session is told of itself.
     *
     * @param person the address of whoever signed in by an issuer, null where a token did
     */
    public record About(
            BrandId brand,
            String brandName,
            String clientId,
            String clientName,
            @Nullable String person,
            String csrfToken,
            Instant expiresAt) {}

    /** A fresh session and the value of its cookie, which is kept only as a hash. */
    public record Opened(Secret cookie, About about) {}

    /** A client that a person may sign in as. */
    public record Entrance(String clientId, String clientName, String brandName) {}

    /** Where that person may come in, by the names of brand and client. Blocks. */
    public List<Entrance> entrances(Person person) {
        return entrances.of(person);
    }

    /** Ends the sessions of people for whom somebody else than this issuer vouched; of all people when null. Blocks. */
    public void trustOnly(@Nullable String issuer) {
        parts.directory().endForeignSessions(issuer);
    }

    /** Opens a session for a client's token, or refuses like the API would. Blocks. */
    public Opened open(Secret token, Origin origin) {
        String shown = token.reveal(Secret.Use.FINGERPRINT).strip();
        Caller caller = client(parts.admissions().admit("Bearer " + shown));
        return open(caller.id(), new Session.ByToken(TokenHash.of(shown)), origin);
    }

    /** Opens a session for a person, as the client that it names, or refuses with FORBIDDEN. Blocks. */
    public Opened open(Person person, String clientId, Origin origin) {
        boolean fits =
                entrances(person).stream().anyMatch(each -> each.clientId().equals(clientId));
        if (!fits) throw Entrances.none(person);
        return open(clientId, new Session.ByPerson(person), origin);
    }

    private Opened open(String clientId, Session.Proof proof, Origin origin) {
        String cookie = RandomText.hex(COOKIE_HEX, parts.random());
        Instant now = parts.clock().instant();
        var session = new Session(TokenHash.of(cookie), clientId, proof, now, now.plus(LIFE));
        boolean open = parts.directory().changeClient(clientId, handle -> {
            // Nobody deletes a client, or shuts its door, between here and its session.
            Client client = new ClientTable(handle).find(clientId).orElse(null);
            if (client == null || !client.isActive() || !isWorth(proof, client)) return false;
            var table = new SessionTable(handle);
            table.insert(session);
            table.tidy(now, clientId, MOST);
            Caller caller = Directory.caller(session, client.brand());
            note(handle, caller, new Audit.Change("session.opened", subject(clientId), null, told(proof)), origin);
            return true;
        });
        parts.directory().forgetSessions(now);
        if (!open) throw proof instanceof Session.ByPerson by ? Entrances.none(by.person()) : refusal(ENDED);
        return new Opened(Secret.of(cookie), about(new ShownSession(cookie, null, true)));
    }

    /** What the session is, or a refusal of UNAUTHENTICATED. Blocks. */
    public About about(ShownSession shown) {
        KnownSession known = parts.directory().session(TokenHash.of(shown.cookie()));
        KnownClient client = known == null ? null : owner(known.session());
        if (known == null || client == null) throw refusal(ENDED);
        BrandId brand = client.client().brand();
        Caller caller = known.admitted().caller();
        String brandName = parts.database()
                .read(handle -> BrandApi.existing(handle, brand))
                .name();
        return new About(
                brand,
                brandName,
                client.client().id(),
                client.client().name(),
                caller.person(),
                csrfOf(shown.cookie()).hex(),
                known.session().expiresAt());
    }

    /** Ends a session. Refuses like any operation: without its CSRF token it stays. Blocks. */
    public void end(ShownSession shown, Origin origin) {
        Caller caller = client(admit(shown));
        parts.directory().<Boolean>changeClient(caller.id(), handle -> {
            new SessionTable(handle).end(TokenHash.of(shown.cookie()));
            note(handle, caller, new Audit.Change("session.ended", subject(caller.id()), null, null), origin);
            return true;
        });
    }

    /** From memory, two hashes: for event loops. */
    Admission admit(ShownSession shown) {
        KnownSession known = parts.directory().session(TokenHash.of(shown.cookie()));
        if (known == null || owner(known.session()) == null) return ENDED;
        if (!shown.reads() && !hasWord(shown)) return NO_CSRF;
        return known.admitted();
    }

    private static boolean hasWord(ShownSession shown) {
        String sent = shown.csrf();
        return sent != null
                && TokenHash.of(sent).fits(TokenHash.of(csrfOf(shown.cookie()).hex()));
    }

    /** Made from the cookie, so that it needs no place of its own and nobody can make it who has not the cookie. */
    private static TokenHash csrfOf(String cookie) {
        return TokenHash.of("csrf of " + cookie);
    }

    /** The client whose session is still good, else null. */
    private @Nullable KnownClient owner(Session session) {
        if (!parts.clock().instant().isBefore(session.expiresAt())) return null;
        KnownClient known = parts.directory().client(session.clientId());
        if (known == null || !known.client().isActive()) return null;
        if (parts.directory().isInactive(known.client().brand())) return null;
        return isWorth(session.proof(), known.client()) ? known : null;
    }

    /** Whether that still opens the client's door. */
    private boolean isWorth(Session.Proof proof, Client client) {
        return switch (proof) {
            case Session.ByToken by -> client.secret().fits(by.hash(), parts.clock());
            case Session.ByPerson by -> client.emails().admit(by.person().email());
        };
    }

    private void note(Handle handle, Caller caller, Audit.Change change, Origin origin) {
        var actor = Audit.actor(caller, origin.remoteAddress(), origin.requestId());
        parts.audit().noteFrom(handle, actor, caller.brand(), change);
    }

    private static String subject(String client) {
        return "client:" + client;
    }

    private static @Nullable String told(Session.Proof proof) {
        return proof instanceof Session.ByPerson by ? JsonText.of(by.person()) : null;
    }

    private static Caller client(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted when admitted.caller().kind() == Caller.Kind.CLIENT -> admitted.caller();
            case Admission.Admitted _ ->
                throw new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "client_token_needed",
                        "The dashboard is entered with the token of a client (client_id:api_key:api_secret), and this one"
                                + " is an agent's or the operator's. Use a client token.");
            case Admission.Refused refused -> throw refused.refusal();
        };
    }

    private static Refusal refusal(Admission admission) {
        if (admission instanceof Admission.Refused refused) return refused.refusal();
        throw new IllegalStateException("Nothing was refused");
    }
}
