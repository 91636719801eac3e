package dev.keypool.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether an agent's request may come in. */
public sealed interface Admittance {
    /**
     * It may, and counts; the ticket must be ended.
     *
     * @param room what is left of the tightest window, null for an agent without request limits
     */
    record Admitted(AgentTicket ticket, @Nullable Room room) implements Admittance {}

    /**
     * It may not, and does not count.
     *
     * @param room of the limit that is full
     * @param asked the how-manieth request of its minute or day it would have been
     * @param daily whether the day is full, not only the minute
     */
    record RateLimited(Room room, long asked, boolean daily) implements Admittance {}

    /**
     * How a limit stands.
     *
     * @param limit requests
     * @param remaining requests that would still be admitted now, at least 0
     * @param until when a place comes free that is taken now
     */
    record Room(long limit, long remaining, Instant until) {}
}
