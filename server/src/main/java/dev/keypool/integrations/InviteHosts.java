package dev.keypool.integrations;

import dev.keypool.values.BrandId;
import java.util.Optional;

/** In whose name somebody is invited. Kept by {@code identity}, handed in by {@code app}. */
@FunctionalInterface
public interface InviteHosts {
    /** The brand's name; empty when it or that client of it is not active, whose invitations then are void. Blocks. */
    Optional<String> name(BrandId brand, String client);
}
