package dev.keypool.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that holds the master key as text, for its owner alone. Immutable. */
record KeyFile(Path path) {
    private static final int LONGEST = 4096;
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    boolean exists() {
        return Files.exists(path);
    }

    /** Where the file system knows owners, nobody else may have any right to the file. */
    void requirePrivate() throws IOException {
        @Nullable PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) return;
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (OWNERS.containsAll(permissions)) return;
        throw new VaultException("The master key file " + path + " is open to other users ("
                + PosixFilePermissions.toString(permissions) + "). Run: chmod 600 " + path);
    }

    /** Its text; a file too long to be a key is read only in part, which then is no key either. */
    String read() throws IOException {
        if (Files.isDirectory(path)) throw new NoSuchFileException(path.toString(), null, "is a directory");
        try (var in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
        }
    }

    /** Writes it whole or not at all, mode 0600 from the first moment: a half-written key would lock its owner out. */
    void create(String text) throws IOException {
        write(text);
    }

    /** The same in the place of one that is there: at any moment one of the two is there, whole. */
    void replace(String text) throws IOException {
        write(text, StandardCopyOption.ATOMIC_MOVE);
    }

    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    private void write(String text, CopyOption... move) throws IOException {
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path half = Files.createTempFile(folder, "master", ".tmp"); // Java makes these 0600
        try {
            try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text + "\n");
                while (bytes.hasRemaining()) channel.write(bytes);
                channel.force(true);
            }
            Files.move(half, path, move);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
