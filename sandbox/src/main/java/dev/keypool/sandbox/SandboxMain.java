package dev.keypool.sandbox;

import java.io.IOException;
import java.time.InstantSource;

/** The sandbox as a process: listens until it is told to stop (SIGTERM, Ctrl-C). The only place that makes a clock. */
public final class SandboxMain {
    static final int USUAL_PORT = 8089;
    private static final String HELP = """
            Usage: SandboxMain [--port 8089] [--host 127.0.0.1] [--strict] [--loops 1] [--seed 42]
              --port    port to listen on, 0 takes a free one
              --host    address to listen on
              --strict  refuse keys that nobody configured
              --loops   event loops (threads that serve)
              --seed    of the draws for faults with a probability""";

    private SandboxMain() {}

    /** Ends with 2 when the arguments are wrong or the port is taken. */
    public static void main(String[] args) {
        try {
            Sandbox sandbox = Sandbox.start(settings(args));
            Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close, "sandbox-stop"));
            System.out.println("Sandbox provider listens on " + sandbox.origin() + " (base URL of a provider: "
                    + sandbox.baseUrl("openrouter") + "; books: " + sandbox.origin() + "/_control/keys)");
        } catch (IOException | IllegalArgumentException failed) {
            System.err.println(failed.getMessage());
            System.exit(2);
        }
    }

    static SandboxSettings settings(String... args) {
        SandboxSettings settings = SandboxSettings.free(InstantSource.system()).port(USUAL_PORT);
        for (int i = 0; i < args.length; i++) {
            settings = switch (args[i]) {
                case "--strict" -> settings.strict(true);
                case "--port" -> settings.port(number(args, ++i));
                case "--loops" -> settings.eventLoops(number(args, ++i));
                case "--seed" -> settings.seed(number(args, ++i));
                case "--host" -> settings.host(value(args, ++i));
                default -> throw new IllegalArgumentException("Unknown argument '" + args[i] + "'.\n" + HELP);
            };
        }
        return settings;
    }

    private static int number(String[] args, int index) {
        String value = value(args, index);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException(
                    args[index - 1] + " needs a whole number; it was '" + value + "'.", notNumber);
        }
    }

    private static String value(String[] args, int index) {
        Checks.that(index < args.length, args[index - 1] + " needs a value.\n" + HELP);
        return args[index];
    }
}
