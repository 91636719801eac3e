package dev.keypool.values;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, once the token was recognised. Immutable.
 *
 * @param brand the caller's brand; for {@link Kind#ADMIN} a nominal brand 1, since the admin plane names brands itself
 * @param kind what sort of token
 * @param id public id: {@code cli_…} of a client, {@code agt_…} of an agent, {@code inv_…} of an invitation, {@code admin}
 * @param scopes what it may do
 * @param allowance how much of the gateway an agent may use, as it was when the request came; null for whoever has no limits
 * @param via by which door
 * @param person the address of whoever signed in by an issuer, null where a token says who it is
 */
public record Caller(
        BrandId brand,
        Kind kind,
        String id,
        Set<Scope> scopes,
        @Nullable Allowance allowance,
        Via via,
        @Nullable String person) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** A caller who showed a token. */
    public Caller(BrandId brand, Kind kind, String id, Set<Scope> scopes, @Nullable Allowance allowance) {
        this(brand, kind, id, scopes, allowance, Via.TOKEN, null);
    }

    /** The same without limits. */
    public Caller(BrandId brand, Kind kind, String id, Set<Scope> scopes) {
        this(brand, kind, id, scopes, null, Via.TOKEN, null);
    }

    /** The sorts of token. */
    public enum Kind {
        CLIENT,
        AGENT,
        INVITE,
        ADMIN
    }

    /** By what a caller was recognised: its token, a session in a browser opened with it or by a person, or an invitation's link. */
    public enum Via {
        TOKEN,
        DASHBOARD,
        OIDC,
        INVITE
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
