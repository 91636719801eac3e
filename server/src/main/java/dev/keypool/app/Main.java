package dev.keypool.app;

import dev.keypool.providers.CatalogueException;
import dev.keypool.values.Refusal;
import dev.keypool.vault.VaultException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process. Exit codes: 0 stopped as asked, 1 fault, 2 wrong settings or a taken port. */
@Command(
        name = "keypool",
        description = "A vault and pool of LLM provider keys, with an OpenAI-compatible gateway.",
        mixinStandardHelpOptions = true,
        subcommands = {Main.Start.class, RotateMasterKey.class})
public final class Main {
    static final int WRONG_SETTINGS = 2;

    private Main() {}

    public static void main(String[] args) {
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        System.exit(new CommandLine(new Main()).execute(args));
    }

    /** {@code keypool start}: runs until the process is asked to stop. */
    @Command(name = "start", description = "Starts the server.", mixinStandardHelpOptions = true)
    static final class Start implements Callable<Integer> {
        @Option(
                names = "--config",
                description = "Settings file; by default keypool.yaml of the working directory, if it exists.")
        private @Nullable Path config;

        @Override
        public Integer call() throws InterruptedException {
            Logger log = LoggerFactory.getLogger(Main.class);
            try {
                Path file = config == null ? Path.of("keypool.yaml") : config;
                Running running = Wiring.start(
                        SettingsReader.read(System.getenv(), file, config != null), InstantSource.system());
                Runtime.getRuntime().addShutdownHook(new Thread(running::close, "keypool-stop"));
                running.awaitStop();
                return 0;
            } catch (SettingsFault fault) {
                System.err.println(fault.getMessage());
                return WRONG_SETTINGS;
            } catch (Refusal refusal) {
                System.err.println("Keypool does not start: " + refusal.sentence());
                return WRONG_SETTINGS;
            } catch (PortTaken | VaultException | CatalogueException | IllegalArgumentException wrong) {
                System.err.println("Keypool does not start: " + wrong.getMessage());
                return WRONG_SETTINGS;
            } catch (RuntimeException fault) {
                log.error("Keypool does not start", fault);
                return 1;
            }
        }
    }

    /** Another program listens where we should. */
    static final class PortTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PortTaken(String host, int port, BindException cause) {
            super(
                    "port " + port + " on " + host
                            + " is taken by another program (or not ours to take). Set KEYPOOL_HTTP_PORT to a free one.",
                    cause);
        }
    }
}
