package dev.keypool.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.identity.Identities;
import dev.keypool.values.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** {@code bootstrap.json}: how the first caller gets in. Readable by the owner alone. */
final class BootstrapFile {
    private BootstrapFile() {}

    /** Writes the file and shows the token on the terminal, once; it goes to no log. */
    static void announce(Path dataDir, Identities.NewClient client) {
        write(dataDir, client);
        System.err.printf(
                "New data directory: made brand %d and client %s.%nIts token, shown this once (also in %s):%n%s%n",
                client.brand().value(),
                client.clientId(),
                dataDir.resolve("bootstrap.json"),
                client.token().reveal(Secret.Use.SHOWN_ONCE));
    }

    private static void write(Path dataDir, Identities.NewClient client) {
        ObjectMapper json = new ObjectMapper();
        ObjectNode content = json.createObjectNode()
                .put("brand_id", client.brand().value())
                .put("client_id", client.clientId())
                .put("client_token", client.token().reveal(Secret.Use.SHOWN_ONCE));
        Path file = dataDir.resolve("bootstrap.json");
        try {
            Files.deleteIfExists(file);
            if (Files.getFileStore(dataDir).supportsFileAttributeView("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.write(file, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
        } catch (IOException unwritable) {
            throw new UncheckedIOException("bootstrap.json cannot be written into " + dataDir, unwritable);
        }
    }
}
