package dev.keypool.vault;

import dev.keypool.store.Database;
import dev.keypool.values.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The master key in the data directory while another takes its place. The new key lies in {@code master.key.new} before the
 * database changes, the old one in {@code master.key.old} until the new one was proven, so that wherever the process dies,
 * one of the three files fits the database; {@link #settle} puts it in its place. Not thread-safe: the database's one owner
 * uses it.
 */
public final class OwnKeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(OwnKeyFile.class);

    private final KeyFile present;
    private final KeyFile next;
    private final KeyFile former;

    public OwnKeyFile(Path dataDir) {
        present = new KeyFile(dataDir.resolve(MasterKeys.FILE_NAME));
        next = new KeyFile(dataDir.resolve(MasterKeys.FILE_NAME + ".new"));
        former = new KeyFile(dataDir.resolve(MasterKeys.FILE_NAME + ".old"));
    }

    /** Ends a change that broke off: the key that the database was sealed with becomes {@code master.key}. */
    public void settle(Database database) {
        if (!next.exists() && !former.exists()) return;
        Optional<byte[]> check = database.<Optional<byte[]>>read(handle -> new KeysetTable(handle).masterCheck());
        if (check.isEmpty()) return;
        if (fits(present, check.get())) {
            tidy();
            return;
        }
        for (KeyFile other : List.of(next, former)) {
            if (!fits(other, check.get())) continue;
            LOG.warn("A change of the master key had broken off; {} fits the database and is taken", other);
            take(other);
            return;
        }
    }

    /** What it replaces is kept until the next start: the database's change may not be on disk yet. */
    private void take(KeyFile other) {
        doing(() -> {
            if (present.exists() && !former.exists())
                former.create(present.read().strip());
            present.replace(other.read().strip());
        });
    }

    /** Before the database changes. What an earlier change left is thrown away: {@link #settle} comes first. */
    public void prepare(Secret renewed) {
        doing(() -> {
            next.delete();
            former.delete();
            next.create(MasterKeys.text(renewed));
        });
    }

    /** After the database changed and was closed, so that the change is on disk. */
    public void swap() {
        doing(() -> {
            former.create(present.read().strip());
            present.replace(next.read().strip());
        });
    }

    /** After the new key was proven, or when the database did not change. */
    public void tidy() {
        doing(() -> {
            former.delete();
            next.delete();
        });
    }

    private static boolean fits(KeyFile file, byte[] check) {
        if (!file.exists()) return false;
        try {
            return MessageDigest.isEqual(
                    check, MasterKey.of(MasterKeys.fromFile(file)).check());
        } catch (VaultException | GeneralSecurityException unusable) {
            return false;
        }
    }

    @FunctionalInterface
    private interface FileWork {
        void run() throws IOException;
    }

    private void doing(FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new VaultException(
                    "The master key file " + present + " cannot be changed ("
                            + e.getClass().getSimpleName()
                            + "). Check that the data directory can be written, and run the command again.",
                    e);
        }
    }
}
