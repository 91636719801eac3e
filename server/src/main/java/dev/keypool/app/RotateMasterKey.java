package dev.keypool.app;

import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import dev.keypool.vault.MasterKeys;
import dev.keypool.vault.VaultException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keypool rotate-master-key}. Exit codes as those of the start. */
@Command(
        name = "rotate-master-key",
        description = "Puts another master key in the place of the present one. The server must be stopped.",
        mixinStandardHelpOptions = true)
final class RotateMasterKey implements Callable<Integer> {
    private static final String KEY = "KEYPOOL_NEW_MASTER_KEY";
    private static final String FILE = "KEYPOOL_NEW_MASTER_KEY_FILE";

    @Option(
            names = "--config",
            description = "Settings file; by default keypool.yaml of the working directory, if it exists.")
    private @Nullable Path config;

    @Option(
            names = "--new-key-file",
            description = "File with the new key, mode 0600: 32 bytes in base64 or hex. Also " + FILE
                    + ", or the key itself" + " in " + KEY
                    + ". Without any, a key in the data directory is replaced by one made at random.")
    private @Nullable Path newKeyFile;

    private final Map<String, String> variables;

    RotateMasterKey() {
        this(System.getenv());
    }

    /** @param variables what the environment holds */
    RotateMasterKey(Map<String, String> variables) {
        this.variables = new HashMap<>(variables);
    }

    @Override
    public Integer call() {
        try {
            Optional<Secret> renewed = MasterKeys.renewed(variables.remove(KEY), keyFile());
            Path file = config == null ? Path.of("keypool.yaml") : config;
            Settings settings = SettingsReader.read(variables, file, config != null);
            System.out.println(new MasterKeyRotation(settings, new SecureRandom()).run(renewed));
            return 0;
        } catch (SettingsFault fault) {
            return refused(fault.getMessage());
        } catch (Refusal refusal) {
            return refused(refusal.sentence());
        } catch (VaultException fault) {
            return refused(fault.getMessage());
        }
    }

    private static int refused(@Nullable String sentence) {
        System.err.println("The master key was not changed: " + sentence);
        return Main.WRONG_SETTINGS;
    }

    private @Nullable Path keyFile() {
        String named = variables.remove(FILE);
        if (named == null) return newKeyFile;
        if (newKeyFile != null) throw new VaultException("Both --new-key-file and " + FILE + " are given. Keep one.");
        return Path.of(named);
    }
}
