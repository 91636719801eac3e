package dev.keypool.store;

import dev.keypool.values.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The database file that a URL names, and the files that SQLite keeps beside it. Immutable. */
record SqliteFile(Path path) {
    private static final String PREFIX = "jdbc:sqlite:";
    private static final String EXAMPLE = PREFIX + "/var/lib/keypool/keypool.db";

    /** Reads the URL; refuses what is not a plain file of SQLite. The URL is not echoed whole: it may hold a password. */
    static SqliteFile of(String url) {
        if (!url.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
            throw unsupported("The database URL begins with \"" + kind(url)
                    + "\". Supported is the kind jdbc:sqlite: followed by the path of a file, for example " + EXAMPLE
                    + ".");
        }
        String path = url.substring(PREFIX.length());
        if (path.isBlank() || path.startsWith(":") || path.startsWith("file:") || path.contains("?")) {
            throw unsupported("The database URL names \"" + path
                    + "\" after jdbc:sqlite:. Expected is the plain path of a file, without options, for example "
                    + EXAMPLE + ".");
        }
        return new SqliteFile(Path.of(path).toAbsolutePath().normalize());
    }

    /** Creates folder and file if they are missing, and keeps all files of the database to their owner. */
    void prepare() {
        try {
            // SQLite gives -wal and -shm the permissions of the database file, so an empty one made first decides for
            // all.
            PrivateFile.ensure(path);
            PrivateFile.narrow(beside("-wal"));
            PrivateFile.narrow(beside("-shm"));
        } catch (IOException e) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "store_unavailable",
                    "The database file " + path + " cannot be created or written. Check that the folder exists and"
                            + " belongs to the user that runs Keypool.");
        }
    }

    Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    String url() {
        return PREFIX + path;
    }

    private static String kind(String url) {
        int first = url.indexOf(':');
        int second = url.indexOf(':', first + 1);
        return second < 0 ? url.substring(0, Math.max(first + 1, 0)) : url.substring(0, second + 1);
    }

    private static Refusal unsupported(String sentence) {
        return new Refusal(Refusal.Kind.INVALID, "unsupported_database", sentence);
    }
}
