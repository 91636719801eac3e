package dev.keypool.integrations;

import dev.keypool.providers.Provider;
import java.net.URI;

/** Keeps a billing's further calls to an overridden provider at the operator's address: its keys are for nobody else. */
final class Rebase {
    private Rebase() {}

    /** The same path and query at the override's host; {@code uri} itself when nothing was overridden or it is there already. */
    static URI onto(Provider provider, URI base, URI uri) {
        if (!provider.overridden() || origin(uri).equals(origin(base))) return uri;
        String query = uri.getRawQuery();
        return URI.create(origin(base) + uri.getRawPath() + (query == null ? "" : "?" + query));
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
