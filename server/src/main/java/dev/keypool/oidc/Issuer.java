package dev.keypool.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.keypool.http.OutboundGuard;
import dev.keypool.oidc.SignInFault.Kind;
import dev.keypool.values.Person;
import dev.keypool.values.Secret;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of OpenID Connect, asked by the authorization code flow with PKCE, state and nonce. What it says is checked by a library (ADR 0021). Thread-safe;
 * both steps block: for virtual threads.
 */
public final class Issuer implements AutoCloseable {
    private final Rules rules;
    private final IssuerCalls calls;
    private final Discovery discovery;
    private final Exchange exchange;

    /**
     * What the operator registered.
     *
     * @param address of the issuer, as it names itself
     * @param secret null for a public client, which PKCE alone protects
     * @param callback where the issuer leads back to; registered there
     * @param trustsEmails whether an address counts as verified of which the issuer does not say whether it is
     */
    public record Rules(
            URI address,
            String clientId,
            @Nullable Secret secret,
            List<String> scopes,
            URI callback,
            boolean trustsEmails) {}

    /** Someone on the way to the issuer. What it needs on the way back is for this room alone. */
    public static final class Departure {
        private final URI address;
        private final State state = new State(32);
        private final Nonce nonce = new Nonce(32);
        private final CodeVerifier verifier = new CodeVerifier();

        private Departure(Rules rules, OIDCProviderMetadata metadata) {
            this.address = new AuthenticationRequest.Builder(
                            ResponseType.CODE,
                            new Scope(rules.scopes().toArray(String[]::new)),
                            new ClientID(rules.clientId()),
                            rules.callback())
                    .endpointURI(metadata.getAuthorizationEndpointURI())
                    .state(state)
                    .nonce(nonce)
                    .codeChallenge(verifier, CodeChallengeMethod.S256)
                    .build()
                    .toURI();
        }

        /** Where to send the browser. */
        public URI address() {
            return address;
        }
    }

    public Issuer(Rules rules, Vertx vertx, OutboundGuard guard, InstantSource clock) {
        var client = new ClientID(rules.clientId());
        var issuer = new com.nimbusds.oauth2.sdk.id.Issuer(rules.address());
        this.rules = rules;
        this.calls = new IssuerCalls(vertx, guard, IssuerCalls.LONGEST);
        this.discovery = new Discovery(issuer, client, calls, clock);
        this.exchange = new Exchange(rules, calls);
    }

    /** As it names itself. */
    public String name() {
        return rules.address().toString();
    }

    public Departure depart() throws SignInFault {
        try {
            return new Departure(rules, discovery.provider().metadata());
        } catch (RuntimeException surprised) {
            throw unusable(surprised);
        }
    }

    /**
     * Who came back.
     *
     * @param query of the address that the issuer led back to, as it came
     */
    public Person arrive(Departure departure, @Nullable String query) throws SignInFault {
        try {
            return proven(departure, query);
        } catch (RuntimeException surprised) {
            throw unusable(surprised);
        }
    }

    private Person proven(Departure departure, @Nullable String query) throws SignInFault {
        Provider provider = discovery.provider();
        AuthenticationResponse answer = answer(query);
        if (!departure.state.equals(answer.getState()))
            throw new SignInFault(Kind.EXPIRED, "the state is not that of this browser");
        // RFC 9207: an answer of another issuer, brought here to get its code out of us
        if (answer.getIssuer() != null
                && !answer.getIssuer().equals(provider.metadata().getIssuer()))
            throw new SignInFault(Kind.UNPROVEN, "the answer names another issuer");
        if (!answer.indicatesSuccess())
            throw refused(
                    Exchange.word(answer.toErrorResponse().getErrorObject().getCode()));
        var code = answer.toSuccessResponse().getAuthorizationCode();
        if (code == null) throw new SignInFault(Kind.ISSUER_UNUSABLE, "it led back without a code");
        return exchange.person(provider, code, departure.verifier, departure.nonce);
    }

    @Override
    public void close() {
        calls.close();
    }

    private static SignInFault refused(String word) {
        Kind kind = switch (word) {
            case "access_denied", "login_required", "consent_required", "interaction_required" -> Kind.DENIED;
            case "server_error", "temporarily_unavailable" -> Kind.ISSUER_UNREACHABLE;
            default -> Kind.ISSUER_UNUSABLE; // it does not like how we ask
        };
        return new SignInFault(kind, "it led back with " + word);
    }

    /** An answer that the library did not expect is the issuer's fault, not ours. Its message may repeat a token. */
    private static SignInFault unusable(RuntimeException surprised) {
        String where =
                surprised.getStackTrace().length == 0 ? "" : " at " + surprised.getStackTrace()[0];
        return new SignInFault(Kind.ISSUER_UNUSABLE, surprised.getClass().getSimpleName() + where);
    }

    private AuthenticationResponse answer(@Nullable String query) throws SignInFault {
        try {
            return AuthenticationResponseParser.parse(
                    URI.create(rules.callback() + "?" + (query == null ? "" : query)));
        } catch (ParseException | IllegalArgumentException malformed) {
            throw new SignInFault(Kind.ISSUER_UNUSABLE, "it led back with something that is no answer");
        }
    }
}
