package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class SettingsDocTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");

    /** When this fails, the page is written anew beside the build; read it and put it in place. */
    @Test
    void theConfigurationPageIsWhatTheSettingsSay() throws IOException {
        String page = SettingsDoc.page();
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/configuration.md"), page);
        assertEquals(
                page,
                Files.readString(PAGE),
                "docs/configuration.md is old: copy server/target/configuration.md over it");
    }
}
