package dev.keypool.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads a whole folder of the class path, in a jar or not. Stateless. */
final class Folder {
    private Folder() {}

    /** Contents by their paths below the folder, with slashes. The folder is known by its {@link Site#SHELL}. */
    static SortedMap<String, byte[]> read(String folder) {
        URL shell = Folder.class.getResource(folder + "/" + Site.SHELL);
        if (shell == null)
            throw new IllegalStateException("The dashboard (" + folder + "/" + Site.SHELL
                    + ") is not on the class path. Build the server anew.");
        try {
            URI uri = shell.toURI();
            if (uri.getScheme().equals("file")) return below(Path.of(uri).resolveSibling(""));
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return below(jar.getPath(folder));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The dashboard's files cannot be read", unreadable);
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static SortedMap<String, byte[]> below(Path root) throws IOException {
        SortedMap<String, byte[]> contents = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = root.relativize(file).toString().replace('\\', '/');
            contents.put(name, Files.readAllBytes(file));
        }
        return contents;
    }
}
