package dev.keypool.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The directory of everything that outlives a restart; for its owner's eyes alone. */
final class DataDir {
    private DataDir() {}

    /** Makes it if needed. An existing one keeps its permissions: the files in it are private by themselves. */
    static Path prepare(Path dir) {
        Path absolute = dir.toAbsolutePath().normalize();
        try {
            if (Files.isDirectory(absolute)) return absolute;
            boolean posix =
                    absolute.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (posix) {
                Files.createDirectories(
                        absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(absolute);
            }
            return absolute;
        } catch (IOException | SecurityException unusable) {
            throw new SettingsFault(
                    List.of("KEYPOOL_DATA_DIR " + absolute + " cannot be created: " + unusable.getMessage()));
        }
    }
}
