package dev.keypool.identity;

import dev.keypool.http.Authenticator;
import dev.keypool.http.Operation;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Secret;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brands, clients and agent tokens; recognises callers from memory. Thread-safe. */
public final class Identities implements Authenticator {
    /** A client whose token was just made; the token is shown to its owner once and stored only as a hash. */
    public record NewClient(BrandId brand, String clientId, Secret token) {}

    public static Identities open(
            Database database, InstantSource clock, SecureRandom random, @Nullable Secret adminToken) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    @Override
    public Admission admit(@Nullable String authorization) {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** On an empty database: makes brand 1 ("Default") and a client, and returns the client's token; else nothing. */
    public Optional<NewClient> bootstrap() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }

    /** Handlers of the admin plane and of {@code /api/v1/agents}, by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations() {
        throw new UnsupportedOperationException("seam: written by its owner");
    }
}
