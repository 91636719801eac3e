package dev.keypool.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderConfigurationRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.keypool.oidc.SignInFault.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Asks the issuer what it is, when that is first needed and then once an hour: an issuer that is down at our start does no harm. Thread-safe. */
final class Discovery {
    private static final Duration KEPT = Duration.ofHours(1);

    private final Issuer issuer;
    private final ClientID client;
    private final IssuerCalls calls;
    private final InstantSource clock;

    private volatile @Nullable Found found;

    private record Found(Provider provider, Instant until) {}

    Discovery(Issuer issuer, ClientID client, IssuerCalls calls, InstantSource clock) {
        this.issuer = issuer;
        this.client = client;
        this.calls = calls;
        this.clock = clock;
    }

    /** Blocks. */
    Provider provider() throws SignInFault {
        Found known = found;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.until())) return known.provider();
        // Two who come at once both ask; that is cheaper than to let one wait for the other.
        Provider provider = new Provider(metadata(), client, calls);
        found = new Found(provider, now.plus(KEPT));
        return provider;
    }

    private OIDCProviderMetadata metadata() throws SignInFault {
        try {
            HTTPResponse answer =
                    new OIDCProviderConfigurationRequest(issuer).toHTTPRequest().send(calls);
            if (answer.getStatusCode() >= 500) throw new IOException("it answered " + answer.getStatusCode());
            if (!answer.indicatesSuccess()) throw unusable("it answered " + answer.getStatusCode());
            var metadata = OIDCProviderMetadata.parse(answer.getBody());
            if (metadata.getIssuer().equals(issuer)) return metadata;
            throw unusable("it calls itself " + metadata.getIssuer() + "; set keypool.dashboard.oidc.issuer to that");
        } catch (IOException unreachable) {
            throw new SignInFault(Kind.ISSUER_UNREACHABLE, "discovery: " + unreachable.getMessage());
        } catch (ParseException malformed) {
            throw unusable(malformed.getMessage());
        }
    }

    private static SignInFault unusable(@Nullable String why) {
        return new SignInFault(Kind.ISSUER_UNUSABLE, "its discovery document cannot be used: " + why);
    }
}
