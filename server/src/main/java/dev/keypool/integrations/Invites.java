package dev.keypool.integrations;

import dev.keypool.http.Authenticator;
import dev.keypool.http.Operation;
import java.time.Instant;
import java.util.Map;

/** Invitations: one-time links by which somebody without an account adds one key to a brand (ADR 20). Thread-safe. */
public final class Invites {
    private final InviteParts parts;

    Invites(InviteParts parts) {
        this.parts = parts;
    }

    /** Handlers by operationId of {@code openapi.yaml}. */
    public Map<String, Operation> operations() {
        var book = new InviteBook(parts);
        var redeeming = new Redeeming(parts);
        return Map.of(
                "listInvites", book::list,
                "createInvite", book::create,
                "revokeInvite", book::revoke,
                "getInvitation", redeeming::look,
                "redeemInvitation", redeeming::redeem);
    }

    /** The same callers, and whoever holds a link. For the control plane only: a link opens nothing of the gateway. */
    public Authenticator over(Authenticator callers) {
        return new InviteDoor(callers, parts.stores().vault(), parts.clock());
    }

    /** Deletes at most {@code most} that expired before, whatever became of them; says how many went. Blocks. */
    public int forget(Instant before, int most) {
        return parts.stores().database().<Integer>write(handle -> InviteTable.forget(handle, before, most));
    }
}
