package dev.keypool.app;

import dev.keypool.identity.Identities;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down once a minute, and at the end, when agents' tokens were last shown. Confined to its timer. */
final class LastUses implements AutoCloseable {
    static final Duration EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(LastUses.class);

    private final Identities identities;
    private final QuietTimer timer = new QuietTimer("keypool-last-uses");

    private LastUses(Identities identities) {
        this.identities = identities;
    }

    static LastUses start(Identities identities) {
        var uses = new LastUses(identities);
        uses.timer.after(EVERY, uses::turn);
        return uses;
    }

    private void turn() {
        write();
        timer.after(EVERY, this::turn);
    }

    private void write() {
        try {
            identities.writeLastUses();
        } catch (RuntimeException fault) {
            LOG.warn("Last uses of tokens were not written; the next try is in a minute: {}", fault.getMessage());
        }
    }

    /** Writes what is left; before the database closes. */
    @Override
    public void close() {
        timer.close();
        write();
    }
}
