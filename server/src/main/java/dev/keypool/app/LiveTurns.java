package dev.keypool.app;

import dev.keypool.integrations.LiveFeed;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets streams of live counts be told once a second what moved. Confined to its timer. */
final class LiveTurns implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(LiveTurns.class);

    private final LiveFeed feed;
    private final QuietTimer timer = new QuietTimer("keypool-live");

    private LiveTurns(LiveFeed feed) {
        this.feed = feed;
    }

    static LiveTurns start(LiveFeed feed) {
        var turns = new LiveTurns(feed);
        turns.timer.after(EVERY, turns::turn);
        return turns;
    }

    private void turn() {
        try {
            feed.turn();
        } catch (RuntimeException fault) {
            LOG.error("Live counts were not told; the next try is in a second", fault);
        }
        timer.after(EVERY, this::turn);
    }

    @Override
    public void close() {
        feed.close();
        timer.close();
    }
}
