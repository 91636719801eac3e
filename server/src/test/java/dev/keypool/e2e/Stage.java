package dev.keypool.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The product under clocks that only the test moves: a minute of trouble takes no minute, and no bound passes because a
 * machine is busy. Shared by the tests of a class; each makes {@link Scene}s of its own.
 */
final class Stage implements AutoCloseable {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    /** Far apart, so that a test can let one of them pass and no other. */
    static final Duration FIRST_BYTE = Duration.ofSeconds(100);

    static final Duration SILENCE = Duration.ofSeconds(20);

    private final AtomicLong passed = new AtomicLong();
    private final Product product;
    private final LedgerFile ledger;

    /** @param more names and values of further settings, alternating */
    Stage(Path dir, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "KEYPOOL_API_RATE_PER_MINUTE",
                "0",
                "KEYPOOL_GATEWAY_FIRST_BYTE",
                FIRST_BYTE.toSeconds() + "s",
                "KEYPOOL_GATEWAY_FIRST_TOKEN",
                SILENCE.toSeconds() + "s",
                "KEYPOOL_GATEWAY_IDLE",
                SILENCE.toSeconds() + "s",
                "KEYPOOL_GATEWAY_DEADLINE",
                "10m"));
        settings.addAll(List.of(more));
        product = Product.start(dir, this::now, passed::get, settings.toArray(String[]::new));
        ledger = new LedgerFile(dir.resolve("data/keypool.db"));
    }

    Instant now() {
        return NOON.plusNanos(passed.get());
    }

    void pass(Duration time) {
        passed.addAndGet(time.toNanos());
    }

    Product product() {
        return product;
    }

    LedgerFile ledger() {
        return ledger;
    }

    @Override
    public void close() {
        product.close();
    }
}
