package dev.keypool.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code ./keypool bench}: starts the sandbox provider and Keypool as processes of their own, loads both, and prints what a
 * request costs. CPU time is read from the processes, so it holds although generator, gateway and provider share the cores.
 */
public final class Bench {
    private static final int CONNECTIONS = 64;
    private static final int STREAMS = 16;

    private Bench() {}

    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args);
        try (Stack stack = Stack.start(Path.of("").toAbsolutePath());
                Load load = new Load()) {
            Target direct = stack.direct();
            Target keypool = stack.keypool();
            System.out.printf(
                    "machine: %d cores, Java %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version());
            if (options.steadySeconds() > 0) {
                SteadyReport.print(stack, options.steadySeconds());
                if (stack.serverLogHasErrors())
                    throw new IOException("the server logged errors; see " + stack.serverLog());
                return;
            }
            System.out.printf("warming up %d s each ...%n", options.warmUpSeconds());
            load.run(direct, CONNECTIONS, options.warmUpSeconds());
            load.run(keypool, CONNECTIONS, options.warmUpSeconds());

            Sample directMany = load.run(direct, CONNECTIONS, options.seconds());
            Sample keypoolMany = load.run(keypool, CONNECTIONS, options.seconds());
            Sample directOne = load.run(direct, 1, options.seconds());
            Sample keypoolOne = load.run(keypool, 1, options.seconds());
            load.run(keypool.streaming(), STREAMS, options.warmUpSeconds() / 2);
            Sample directStreams = load.run(direct.streaming(), STREAMS, options.seconds());
            Sample keypoolStreams = load.run(keypool.streaming(), STREAMS, options.seconds());

            header();
            row("non-streaming, " + CONNECTIONS + " connections, sandbox", directMany);
            row("non-streaming, " + CONNECTIONS + " connections, Keypool", keypoolMany);
            row("non-streaming, 1 connection, sandbox", directOne);
            row("non-streaming, 1 connection, Keypool", keypoolOne);
            row("50-event streams, " + STREAMS + " connections, sandbox", directStreams);
            row("50-event streams, " + STREAMS + " connections, Keypool", keypoolStreams);
            System.out.printf(
                    Locale.ROOT,
                    "%nKeypool per non-streaming request: %.1f µs CPU (goal: at most 80) = %.2f x the sandbox's own; adds %.0f µs at the median with 1 connection%n",
                    keypoolMany.cpuMicros(),
                    keypoolMany.cpuMicros() / directMany.cpuMicros(),
                    keypoolOne.percentileMicros(50) - directOne.percentileMicros(50));
            System.out.printf(
                    "resident memory of Keypool: %d MiB%n", keypool.process().residentMib());
            if (stack.serverLogHasErrors()) throw new IOException("the server logged errors; see " + stack.serverLog());
        }
    }

    private static void header() {
        System.out.printf(
                "%n%-44s %10s %10s %9s %9s %9s %7s%n",
                "", "req/s", "CPU µs/req", "p50 µs", "p90 µs", "p99 µs", "errors");
    }

    private static void row(String name, Sample sample) {
        System.out.printf(
                Locale.ROOT,
                "%-44s %10.0f %10.1f %9.0f %9.0f %9.0f %7d%n",
                name,
                sample.perSecond(),
                sample.cpuMicros(),
                sample.percentileMicros(50),
                sample.percentileMicros(90),
                sample.percentileMicros(99),
                sample.errors());
    }

    /**
     * What to measure.
     *
     * @param warmUpSeconds before each measurement
     * @param seconds of each measurement
     * @param steadySeconds of {@link SteadyReport}, which then takes the place of all others; 0 for these
     */
    record Options(int warmUpSeconds, int seconds, int steadySeconds) {
        static Options parse(String[] args) {
            int warmUp = 12;
            int seconds = 6;
            int steady = 0;
            for (int i = 0; i + 1 < args.length; i += 2) {
                switch (args[i]) {
                    case "--warm-up" -> warmUp = Integer.parseInt(args[i + 1]);
                    case "--seconds" -> seconds = Integer.parseInt(args[i + 1]);
                    case "--steady" -> steady = Integer.parseInt(args[i + 1]);
                    default ->
                        throw new IllegalArgumentException(
                                "unknown option " + args[i] + "; known are --warm-up, --seconds and --steady");
                }
            }
            return new Options(warmUp, seconds, steady);
        }
    }
}
