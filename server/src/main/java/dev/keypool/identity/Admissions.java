package dev.keypool.identity;

import dev.keypool.http.Authenticator.Admission;
import dev.keypool.identity.Directory.KnownAgent;
import dev.keypool.identity.Directory.KnownClient;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import dev.keypool.values.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a token: one look into memory, one SHA-256, one comparison in constant time. On the way of every request, so the answers
 * that do not depend on the caller are made once. An unknown id and a wrong secret get the same answer after the same work; whether a token is revoked,
 * expired or inactive is told only to who holds it whole. Thread-safe.
 */
final class Admissions {
    private static final String SCHEME = "Bearer";
    private static final Admission MISSING = unauthenticated(
            "No token was sent. Send the header: Authorization: Bearer client_id:api_key:api_secret, or an agent token.");
    private static final Admission MALFORMED =
            unauthenticated("Invalid authentication token format. Expected: client_id:api_key:api_secret");
    private static final Admission UNKNOWN = unauthenticated(
            "This token belongs to nobody here. Check that it is complete, was not rotated since, and is sent to the right server.");
    private static final Admission REVOKED =
            unauthenticated("This agent token was revoked. Ask for a new one where it came from.");
    private static final Admission ADMITTED_ADMIN =
            new Admission.Admitted(new Caller(new BrandId(1), Caller.Kind.ADMIN, "admin", Set.of(Scope.ADMIN)));

    private final Directory directory;
    private final InstantSource clock;
    private final @Nullable TokenHash admin;

    Admissions(Directory directory, InstantSource clock, @Nullable Secret adminToken) {
        this.directory = directory;
        this.clock = clock;
        this.admin = adminToken == null ? null : hashOf(adminToken);
    }

    Admission admit(@Nullable String authorization) {
        if (authorization == null || authorization.isBlank()) return MISSING;
        if (!authorization.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1)) return MALFORMED;
        String token = authorization.substring(SCHEME.length() + 1).strip();
        TokenHash hash = TokenHash.of(token);
        if (admin != null && admin.fits(hash)) return ADMITTED_ADMIN;
        String clientId = ClientToken.idIn(token);
        if (clientId != null) return client(directory.client(clientId), hash);
        if (AgentToken.looksValid(token)) return agent(directory.agent(AgentToken.idIn(token)), hash);
        return MALFORMED;
    }

    private Admission client(@Nullable KnownClient known, TokenHash hash) {
        ClientSecret secret =
                known == null ? ClientSecret.NOBODYS : known.client().secret();
        if (!secret.fits(hash, clock) || known == null) return UNKNOWN;
        Client client = known.client();
        if (!client.isActive()) return inactive("client " + client.id());
        return directory.isInactive(client.brand()) ? inactive("brand of client " + client.id()) : known.admitted();
    }

    private Admission agent(@Nullable KnownAgent known, TokenHash hash) {
        TokenHash secret = known == null ? TokenHash.NOBODYS : known.agent().hash();
        if (!secret.fits(hash) || known == null) return UNKNOWN;
        Agent agent = known.agent();
        if (agent.revokedAt() != null) return REVOKED;
        Instant expiresAt = agent.terms().expiresAt();
        if (expiresAt != null && !clock.instant().isBefore(expiresAt)) return expired(expiresAt);
        if (!agent.terms().isActive()) return inactive("agent " + agent.id());
        if (directory.isInactive(agent.brand())) return inactive("brand of agent " + agent.id());
        known.use().see(clock.millis());
        return known.admitted();
    }

    private static Admission expired(Instant at) {
        return unauthenticated("This agent token expired at " + at + ". Ask for a new one where it came from.");
    }

    private static Admission inactive(String whose) {
        return new Admission.Refused(new Refusal(
                Refusal.Kind.FORBIDDEN,
                "inactive_client",
                "The " + whose + " is not active. Ask the operator to activate it."));
    }

    private static Admission unauthenticated(String sentence) {
        return new Admission.Refused(new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "unauthenticated",
                sentence,
                List.of(),
                Map.of("WWW-Authenticate", SCHEME)));
    }

    private static TokenHash hashOf(Secret adminToken) {
        String token = adminToken.reveal(Secret.Use.FINGERPRINT).strip();
        if (token.isEmpty()) {
            throw new IllegalArgumentException(
                    "The admin token is blank. Set KEYPOOL_ADMIN_TOKEN to a long random text,"
                            + " or leave it out to switch the admin plane off.");
        }
        return TokenHash.of(token);
    }
}
