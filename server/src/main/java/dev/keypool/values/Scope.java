package dev.keypool.values;

import java.util.Optional;

/** What a token may do. The wire names stand in the integrations contract, section 9. */
public enum Scope {
    INTEGRATIONS_READ("integrations:read"),
    INTEGRATIONS_WRITE("integrations:write"),
    GATE_CHAT("gate:chat"),
    GATE_MODELS("gate:models"),
    GATE_USAGE("gate:usage"),
    /** One invitation to add a key. Held by its link alone; never granted to a client or an agent. */
    INVITE_REDEEM("invite:redeem"),
    /** The admin plane. Held by the operator's admin token alone; never granted to a client or an agent. */
    ADMIN("admin");

    private final String wire;

    Scope(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** Whether a client has it, and an agent may. */
    public boolean isGrantable() {
        return this != ADMIN && this != INVITE_REDEEM;
    }

    /** The scope with that wire name, if there is one. */
    public static Optional<Scope> named(String wire) {
        for (Scope scope : values()) if (scope.wire.equals(wire)) return Optional.of(scope);
        return Optional.empty();
    }

    /** The same, if it may be granted to a token. */
    public static Optional<Scope> grantable(String wire) {
        return named(wire).filter(Scope::isGrantable);
    }
}
