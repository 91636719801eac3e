package dev.keypool.integrations;

import dev.keypool.providers.Catalogue;
import java.time.InstantSource;

/** What invitations are made of. Immutable. */
record InviteParts(
        Integrations.Stores stores,
        Catalogue catalogue,
        Adding adding,
        InviteHosts hosts,
        CallerNames names,
        InstantSource clock) {}
