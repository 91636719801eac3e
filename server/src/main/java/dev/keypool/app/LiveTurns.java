package dev.keypool.app;

import dev.keypool.http.LiveTurn;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets streams be told once a second what is new. Confined to its timer. */
final class LiveTurns implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(LiveTurns.class);

    private final String what;
    private final LiveTurn feed;
    private final QuietTimer timer;

    private LiveTurns(String what, LiveTurn feed) {
        this.what = what;
        this.feed = feed;
        this.timer = new QuietTimer("keypool-" + what.replace(' ', '-'));
    }

    /** @param what is told, for logs: live counts */
    static LiveTurns start(String what, LiveTurn feed) {
        var turns = new LiveTurns(what, feed);
        turns.timer.after(EVERY, turns::turn);
        return turns;
    }

    private void turn() {
        try {
            feed.turn();
        } catch (RuntimeException fault) {
            LOG.error("No {} were told; the next try is in a second", what, fault);
        }
        timer.after(EVERY, this::turn);
    }

    @Override
    public void close() {
        feed.close();
        timer.close();
    }
}
