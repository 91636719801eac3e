package dev.keypool.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.keypool.oidc.SignInFault.Kind;
import java.net.MalformedURLException;
import java.net.URI;
import java.util.Set;
import java.util.stream.Stream;

/** What an issuer says of itself, and its keys: fetched when first needed, kept five minutes, fetched anew when a token names an unknown one. Thread-safe. */
final class Provider {
    /** Signatures that only the issuer can make. Whatever the token claims, no {@code none} and no HMAC, whose key could be the public one. */
    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final OIDCProviderMetadata metadata;
    private final IDTokenValidator validator;

    /** Or a fault of ISSUER_UNUSABLE. */
    Provider(OIDCProviderMetadata metadata, ClientID client, IssuerCalls calls) throws SignInFault {
        this.metadata = metadata;
        mustBeSafe(metadata);
        try {
            var keys = JWKSourceBuilder.create(metadata.getJWKSetURI().toURL(), calls)
                    .refreshAheadCache(false) // no threads of its own
                    .build();
            this.validator = new IDTokenValidator(
                    metadata.getIssuer(),
                    client,
                    new JWSVerificationKeySelector<SecurityContext>(SIGNATURES, keys),
                    null);
        } catch (MalformedURLException malformed) {
            throw new SignInFault(Kind.ISSUER_UNUSABLE, "its jwks_uri is no address");
        }
    }

    OIDCProviderMetadata metadata() {
        return metadata;
    }

    /**
     * What a token says, once its signature, issuer, audience, nonce and times hold. Blocks. The library reads the machine's clock, and forgives
     * a minute.
     */
    IDTokenClaimsSet proven(JWT token, Nonce nonce) throws SignInFault {
        try {
            return validator.validate(token, nonce);
        } catch (BadJOSEException unproven) {
            throw new SignInFault(Kind.UNPROVEN, "the ID token is not accepted: " + unproven.getMessage());
        } catch (JOSEException noKeys) {
            throw new SignInFault(Kind.ISSUER_UNREACHABLE, "its keys cannot be read: " + noKeys.getMessage());
        }
    }

    /** Where the issuer has TLS, everything that it names has. */
    private static void mustBeSafe(OIDCProviderMetadata metadata) throws SignInFault {
        String scheme = URI.create(metadata.getIssuer().getValue()).getScheme();
        if (metadata.getAuthorizationEndpointURI() == null
                || metadata.getTokenEndpointURI() == null
                || metadata.getJWKSetURI() == null) {
            throw new SignInFault(
                    Kind.ISSUER_UNUSABLE,
                    "its discovery document lacks authorization_endpoint, token_endpoint or jwks_uri");
        }
        boolean safe = Stream.of(
                        metadata.getAuthorizationEndpointURI(),
                        metadata.getTokenEndpointURI(),
                        metadata.getJWKSetURI(),
                        metadata.getUserInfoEndpointURI())
                .allMatch(uri -> uri == null || (uri.getHost() != null && scheme.equalsIgnoreCase(uri.getScheme())));
        if (!safe)
            throw new SignInFault(Kind.ISSUER_UNUSABLE, "its discovery document names an address without " + scheme);
    }
}
