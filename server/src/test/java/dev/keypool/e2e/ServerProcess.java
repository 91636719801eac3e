package dev.keypool.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as a process of its own, as it runs in production: it can be killed, and its output is its log. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on http:\\\\?/\\\\?/127\\.0\\.0\\.1:(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final int port;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.port = awaitPort();
    }

    /** @param log where its output goes; appended, so that the log of all its lives is one file */
    static ServerProcess start(Map<String, String> variables, Path log) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        java.toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dlogback.configurationFile=logback.xml",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        "dev.keypool.app.Main",
                        "start"))
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("KEYPOOL_"));
        builder.environment().putAll(variables);
        try {
            Files.writeString(
                    log, Files.exists(log) ? Files.readString(log).replace("listening on", "listened on") : "");
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            return new ServerProcess(builder.start(), log);
        } catch (IOException unstarted) {
            throw new UncheckedIOException(unstarted);
        }
    }

    int port() {
        return port;
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** SIGKILL: nothing is flushed, nothing is closed. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** SIGTERM, and waits for the end. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private int awaitPort() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Matcher listening = LISTENING.matcher(log());
            if (listening.find()) return Integer.parseInt(listening.group(1));
            if (endsWithin(10, TimeUnit.MILLISECONDS)) break;
        }
        process.destroyForcibly();
        throw new AssertionError("the server did not start:\n" + log());
    }

    private boolean endsWithin(long time, TimeUnit unit) {
        try {
            return process.waitFor(time, unit);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void awaitEnd() {
        if (endsWithin(PATIENCE.toSeconds(), TimeUnit.SECONDS)) return;
        process.destroyForcibly();
        throw new AssertionError("the server did not end");
    }
}
