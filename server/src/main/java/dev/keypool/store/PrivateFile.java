package dev.keypool.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that only its owner may read and write (0600), in a folder that only its owner may enter (0700) if it was created
 * here. Where the file system knows no POSIX permissions, its own defaults stand. No state.
 */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PrivateFile() {}

    /**
     * Makes sure that the file is there, empty if it was not, and narrows the permissions of one that is. Missing folders
     * are created; those that exist are left as they are.
     */
    public static void ensure(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) ensureFolder(folder);
        try {
            // The permissions are given at creation: a moment with wider ones is a moment too long.
            Files.createFile(file, attributes(file, OWNER_ONLY));
        } catch (FileAlreadyExistsException there) {
            narrow(file);
        }
    }

    /** Opens the file for reading and writing, as {@link #ensure} leaves it. */
    public static FileChannel open(Path file) throws IOException {
        ensure(file);
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Takes the permissions of group and others away from a file, if it exists. */
    static void narrow(Path file) throws IOException {
        if (posix(file) && Files.exists(file)) Files.setPosixFilePermissions(file, OWNER_ONLY);
    }

    private static void ensureFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return;
        Set<PosixFilePermission> owner = EnumSet.copyOf(OWNER_ONLY);
        owner.add(PosixFilePermission.OWNER_EXECUTE);
        Files.createDirectories(folder, attributes(folder, owner));
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return posix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
