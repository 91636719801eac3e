package dev.keypool.ledger;

import org.jspecify.annotations.Nullable;

/** A row and what it counts for its agent, to be written together. Immutable. */
record Booking(Row row, @Nullable AgentShare share) {
    static Booking interrupted(Ledger.Mark mark) {
        return new Booking(Row.interrupted(mark), mark.share());
    }
}
