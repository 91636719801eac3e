package dev.keypool.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/** A server in the tests' own process, made by the same wiring as the real one. */
public final class RunningServer implements AutoCloseable {
    private final Running running;

    private RunningServer(Running running) {
        this.running = running;
    }

    /** @param variables what the environment would hold */
    public static RunningServer start(Map<String, String> variables) {
        return start(variables, InstantSource.system());
    }

    public static RunningServer start(Map<String, String> variables, InstantSource clock) {
        return start(variables, clock, System::nanoTime);
    }

    /** @param nanos what the time bounds of requests are measured by */
    public static RunningServer start(Map<String, String> variables, InstantSource clock, LongSupplier nanos) {
        return new RunningServer(
                Wiring.start(SettingsReader.read(variables, Path.of("keypool.yaml"), false), clock, nanos));
    }

    public int port() {
        return running.port();
    }

    @Override
    public void close() {
        running.close();
    }
}
