package dev.keypool.integrations;

import dev.keypool.http.Authenticator;
import dev.keypool.http.Peer;
import dev.keypool.http.SameOrigin;
import dev.keypool.http.ShownSession;
import dev.keypool.http.TryRate;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import dev.keypool.vault.Vault;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the token of an invitation before all other callers, by its signature and expiry: no look into the database, so that guessing costs
 * us nothing. Whether it was used or revoked is asked where it is used. Thread-safe.
 */
final class InviteDoor implements Authenticator {
    /** Of tokens that are none. They are counted apart: behind a proxy all have one address, and nobody's guesses may shut the door on a genuine link. */
    private static final int MOST_GUESSES = 30;

    private static final int MOST_OF_INVITE = 10;
    private static final String SCHEME = "bearer ";

    private final Authenticator others;
    private final Vault vault;
    private final InstantSource clock;
    private final TryRate guesses;
    private final TryRate invites;

    InviteDoor(Authenticator others, Vault vault, InstantSource clock) {
        this.others = others;
        this.vault = vault;
        this.clock = clock;
        this.guesses = new TryRate(MOST_GUESSES, "calls with void invitations a minute came from this address", clock);
        this.invites = new TryRate(MOST_OF_INVITE, "calls a minute were made with this invitation", clock);
    }

    @Override
    public Admission admit(@Nullable String authorization) {
        return others.admit(authorization);
    }

    @Override
    public Admission admitSession(ShownSession shown) {
        return others.admitSession(shown);
    }

    @Override
    public Admission admit(@Nullable String authorization, HttpServerRequest request) {
        String token = authorization == null ? "" : bearer(authorization);
        if (!InviteToken.looksLikeOne(token)) return others.admit(authorization, request);
        try {
            SameOrigin.check(request);
            return new Admission.Admitted(caller(genuine(token, request)));
        } catch (Refusal refusal) {
            return new Admission.Refused(refusal);
        }
    }

    private InviteToken genuine(String sent, HttpServerRequest request) {
        Optional<InviteToken> token = InviteToken.read(sent, vault);
        if (token.isEmpty()) guesses.mustHave(Peer.network(request));
        return token.orElseThrow(InviteFaults::unknown);
    }

    private Caller caller(InviteToken token) {
        String id = InviteToken.ID_PREFIX + token.id();
        invites.mustHave(id);
        if (!clock.instant().isBefore(token.expiresAt())) throw InviteFaults.closed(Invite.State.EXPIRED);
        return new Caller(
                token.brand(), Caller.Kind.INVITE, id, Set.of(Scope.INVITE_REDEEM), null, Caller.Via.INVITE, null);
    }

    /** What stands behind the scheme; empty for another scheme. */
    private static String bearer(String authorization) {
        boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME);
        return bearer ? authorization.substring(SCHEME.length()).strip() : "";
    }
}
