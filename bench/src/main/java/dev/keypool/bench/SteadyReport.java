package dev.keypool.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code ./keypool bench --steady SECONDS}: 512 streams of a chunk every 20 ms, directly and through Keypool. */
final class SteadyReport {
    private static final int STREAMS = 512;
    private static final int PAUSE_MS = 20;
    private static final int WARM_UP_SECONDS = 8;

    private SteadyReport() {}

    static void print(Stack stack, int seconds) throws IOException, InterruptedException {
        try (Steady steady = new Steady(STREAMS)) {
            stack.streamsOf(WARM_UP_SECONDS * 1_000 / PAUSE_MS, PAUSE_MS);
            System.out.printf("warming up %d s each ...%n", WARM_UP_SECONDS);
            steady.run(stack.direct().lasting(), WARM_UP_SECONDS);
            steady.run(stack.keypool().lasting(), WARM_UP_SECONDS);
            stack.streamsOf(seconds * 1_000 / PAUSE_MS, PAUSE_MS);
            Steady.Result direct = steady.run(stack.direct().lasting(), seconds);
            Steady.Result keypool = steady.run(stack.keypool().lasting(), seconds);
            System.out.printf(
                    "%n%d streams, a chunk every %d ms, %d s:%n%-10s %9s %9s %9s %9s %13s %18s %7s%n",
                    STREAMS,
                    PAUSE_MS,
                    seconds,
                    "",
                    "pieces/s",
                    "p50 ms",
                    "p90 ms",
                    "p99 ms",
                    "CPU µs/piece",
                    "resident MiB",
                    "errors");
            row("sandbox", direct);
            row("Keypool", keypool);
            System.out.printf(
                    Locale.ROOT,
                    "Keypool adds between two chunks: %+.2f ms at the median, %+.2f ms at p99%n",
                    added(direct, keypool, 50),
                    added(direct, keypool, 99));
        }
    }

    private static double added(Steady.Result direct, Steady.Result keypool, int percent) {
        return (keypool.gaps().percentileMicros(percent) - direct.gaps().percentileMicros(percent)) / 1e3;
    }

    private static void row(String name, Steady.Result result) {
        Sample gaps = result.gaps();
        System.out.printf(
                Locale.ROOT,
                "%-10s %9.0f %9.2f %9.2f %9.2f %13.1f %18s %7d%n",
                name,
                gaps.perSecond(),
                gaps.percentileMicros(50) / 1e3,
                gaps.percentileMicros(90) / 1e3,
                gaps.percentileMicros(99) / 1e3,
                gaps.cpuMicros(),
                result.residentMib().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                gaps.errors());
    }
}
