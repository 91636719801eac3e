package dev.keypool.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.ClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.keypool.oidc.SignInFault.Kind;
import dev.keypool.values.Person;
import dev.keypool.values.Secret;
import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** From a code to a person with a verified address. Thread-safe; blocks. */
final class Exchange {
    private final Issuer.Rules rules;
    private final IssuerCalls calls;
    private final ClientID client;

    Exchange(Issuer.Rules rules, IssuerCalls calls) {
        this.rules = rules;
        this.calls = calls;
        this.client = new ClientID(rules.clientId());
    }

    Person person(Provider provider, AuthorizationCode code, CodeVerifier verifier, Nonce nonce) throws SignInFault {
        OIDCTokenResponse tokens = tokens(provider.metadata(), code, verifier);
        IDTokenClaimsSet proven = provider.proven(tokens.getOIDCTokens().getIDToken(), nonce);
        ClaimsSet claims = proven;
        if (email(claims) == null) {
            // Where the ID token is kept small, the rest is asked for.
            claims = asked(provider.metadata(), tokens.getOIDCTokens().getAccessToken(), proven);
        }
        String email = email(claims);
        if (email == null) throw new SignInFault(Kind.NO_EMAIL, "the identity holds no email; ask for the scope email");
        if (!verified(claims)) throw new SignInFault(Kind.UNVERIFIED_EMAIL, "email_verified is not true");
        return new Person(rules.address().toString(), proven.getSubject().getValue(), email);
    }

    /** What is said otherwise than by {@code true}, such as by a text, does not count; what is not said may, where the operator wants it so. */
    private boolean verified(ClaimsSet claims) {
        Object said = claims.getClaim("email_verified");
        return said == null ? rules.trustsEmails() : Boolean.TRUE.equals(said);
    }

    private static @Nullable String email(ClaimsSet claims) {
        return claims.getStringClaim("email");
    }

    private OIDCTokenResponse tokens(OIDCProviderMetadata metadata, AuthorizationCode code, CodeVerifier verifier)
            throws SignInFault {
        var grant = new AuthorizationCodeGrant(code, rules.callback(), verifier);
        try {
            HTTPResponse answer = request(metadata, grant).toHTTPRequest().send(calls);
            if (answer.getStatusCode() >= 500)
                throw new IOException("the token endpoint answered " + answer.getStatusCode());
            TokenResponse response = OIDCTokenResponseParser.parse(answer);
            if (response instanceof OIDCTokenResponse tokens
                    && tokens.getOIDCTokens().getIDToken() != null) return tokens;
            if (response.indicatesSuccess()) throw new SignInFault(Kind.ISSUER_UNUSABLE, "it gave no ID token");
            String error = response.toErrorResponse().getErrorObject().getCode();
            throw new SignInFault(Kind.CODE_REFUSED, "the token endpoint answered " + word(error));
        } catch (IOException unreachable) {
            throw new SignInFault(Kind.ISSUER_UNREACHABLE, "token endpoint: " + unreachable.getMessage());
        } catch (ParseException malformed) {
            // The parser's message may repeat a token.
            throw new SignInFault(Kind.ISSUER_UNUSABLE, "the token endpoint's answer is none of OpenID Connect");
        }
    }

    private TokenRequest request(OIDCProviderMetadata metadata, AuthorizationCodeGrant grant) {
        URI endpoint = metadata.getTokenEndpointURI();
        Secret secret = rules.secret();
        return secret == null
                ? new TokenRequest.Builder(endpoint, client, grant).build()
                : new TokenRequest.Builder(endpoint, authentication(metadata, secret), grant).build();
    }

    /** As the issuer prefers it; in the header where it does not say. */
    private ClientAuthentication authentication(OIDCProviderMetadata metadata, Secret secret) {
        var methods = metadata.getTokenEndpointAuthMethods();
        var shown = new com.nimbusds.oauth2.sdk.auth.Secret(secret.reveal(Secret.Use.ISSUER_REQUEST));
        boolean header = methods == null
                || methods.isEmpty()
                || methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                || !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        return header ? new ClientSecretBasic(client, shown) : new ClientSecretPost(client, shown);
    }

    /** What the issuer tells of the same person where it is asked, else what was known. */
    private ClaimsSet asked(OIDCProviderMetadata metadata, AccessToken token, IDTokenClaimsSet proven)
            throws SignInFault {
        URI endpoint = metadata.getUserInfoEndpointURI();
        if (endpoint == null) return proven;
        try {
            var answer = UserInfoResponse.parse(
                    new UserInfoRequest(endpoint, token).toHTTPRequest().send(calls));
            if (!answer.indicatesSuccess()) return proven;
            var told = answer.toSuccessResponse().getUserInfo();
            return told != null && proven.getSubject().equals(told.getSubject()) ? told : proven;
        } catch (IOException unreachable) {
            throw new SignInFault(Kind.ISSUER_UNREACHABLE, "userinfo endpoint: " + unreachable.getMessage());
        } catch (ParseException malformed) {
            throw new SignInFault(Kind.ISSUER_UNUSABLE, "the userinfo endpoint's answer is none of OpenID Connect");
        }
    }

    /** An error code, where it is one; whatever else stands there is not repeated. */
    static String word(@Nullable String error) {
        return error != null && error.matches("[a-z_]{1,40}") ? error : "an error without a known code";
    }
}
