package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsReaderTest {
    private static final Path NO_FILE = Path.of("does-not-exist.yaml");

    @Test
    void withoutAnythingSetTheDefaultsHold() {
        Settings settings = SettingsReader.read(Map.of(), NO_FILE, false);
        assertEquals(8080, settings.http().port());
        assertEquals(Path.of("data"), settings.dataDir());
        assertEquals(600, settings.api().ratePerMinute());
        assertEquals(Duration.ofSeconds(60), settings.pool().quarantineInitial());
        assertEquals(Duration.ofMinutes(30), settings.pool().quarantineMax());
        assertEquals(Optional.empty(), settings.adminToken());
    }

    @Test
    void variablesSetThem() {
        Settings settings = SettingsReader.read(
                Map.of(
                        "KEYPOOL_HTTP_PORT", "9090",
                        "KEYPOOL_DATA_DIR", "/var/lib/keypool",
                        "KEYPOOL_OUTBOUND_ALLOW", "127.0.0.0/8,10.0.0.0/8",
                        "KEYPOOL_PROVIDERS_FAL_AI_BASE_URL", "http://127.0.0.1:1/fal",
                        "KEYPOOL_POOL_QUARANTINE_INITIAL", "250ms",
                        "PATH", "/bin"),
                NO_FILE,
                false);
        assertEquals(9090, settings.http().port());
        assertEquals(Path.of("/var/lib/keypool"), settings.dataDir());
        assertEquals(
                List.of("127.0.0.0/8", "10.0.0.0/8"), settings.outboundAllow().orElseThrow());
        assertEquals(
                "http://127.0.0.1:1/fal",
                Objects.requireNonNull(settings.providers().get("fal_ai"))
                        .baseUrl()
                        .orElseThrow());
        assertEquals(Duration.ofMillis(250), settings.pool().quarantineInitial());
    }

    @Test
    void theFileSetsThemAndAVariableWins(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("keypool.yaml");
        Files.writeString(file, "keypool:\n  http:\n    port: 7070\n    host: 0.0.0.0\n");
        Settings settings = SettingsReader.read(Map.of("KEYPOOL_HTTP_PORT", "7171"), file, true);
        assertEquals(7171, settings.http().port());
        assertEquals("0.0.0.0", settings.http().host());
    }

    @Test
    void everyFaultIsListedAtOnceWithItsFix() {
        SettingsFault fault = assertThrows(
                SettingsFault.class,
                () -> SettingsReader.read(
                        Map.of(
                                "KEYPOOL_HTP_PORT", "1",
                                "KEYPOOL_POOL_COOLING_MAX", "soon",
                                "KEYPOOL_API_BURST", "many"),
                        NO_FILE,
                        false));
        String message = String.valueOf(fault.getMessage());
        assertTrue(message.contains("KEYPOOL_HTP_PORT. Did you mean KEYPOOL_HTTP_PORT?"), message);
        assertTrue(message.contains("soon"), message);
        assertTrue(message.contains("many"), message);
    }

    @Test
    void billingOutOfRangeIsListed() {
        SettingsFault fault = assertThrows(
                SettingsFault.class,
                () -> SettingsReader.read(
                        Map.of(
                                "KEYPOOL_BILLING_EVERY", "900ms",
                                "KEYPOOL_BILLING_DRIFT_PERCENT", "101",
                                "KEYPOOL_BILLING_DRIFT_FLOOR", "-0.01"),
                        NO_FILE,
                        false));
        String message = String.valueOf(fault.getMessage());
        assertTrue(message.contains("KEYPOOL_BILLING_EVERY is shorter than 1s"), message);
        assertTrue(message.contains("KEYPOOL_BILLING_DRIFT_PERCENT is 101"), message);
        assertTrue(message.contains("KEYPOOL_BILLING_DRIFT_FLOOR is -0.01"), message);
    }

    @Test
    void aMisspeltLineOfTheFileStopsTheStart(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("keypool.yaml");
        Files.writeString(file, "keypool:\n  htp:\n    port: 7070\n");
        SettingsFault fault = assertThrows(SettingsFault.class, () -> SettingsReader.read(Map.of(), file, true));
        assertTrue(String.valueOf(fault.getMessage()).contains("keypool.htp.port"), fault.getMessage());
    }

    @Test
    void aShortAdminTokenIsRefusedWithoutBeingShown() {
        SettingsFault fault = assertThrows(
                SettingsFault.class,
                () -> SettingsReader.read(Map.of("KEYPOOL_ADMIN_TOKEN", "hunter2"), NO_FILE, false));
        assertTrue(String.valueOf(fault.getMessage()).contains("at least 32"), fault.getMessage());
        assertFalse(String.valueOf(fault.getMessage()).contains("hunter2"));
    }

    @Test
    void aNamedFileThatIsAbsentIsAFault() {
        assertThrows(SettingsFault.class, () -> SettingsReader.read(Map.of(), NO_FILE, true));
    }

    @Test
    void aWebhookNeedsAUsableAddressAndASecret() {
        String secret = "0123456789abcdef";
        Map<String, String> good =
                Map.of("KEYPOOL_WEBHOOK_URL", "https://ops.example:8443/hook?a=b", "KEYPOOL_WEBHOOK_SECRET", secret);
        assertEquals(
                secret,
                SettingsReader.read(good, NO_FILE, false).webhook().secret().orElseThrow());
        for (String url :
                List.of("ftp://x/", "https://", "https://user@x/", "https://x/#a", "http://a b/", "http://x_y/")) {
            assertEquals(1, faults(Map.of("KEYPOOL_WEBHOOK_URL", url, "KEYPOOL_WEBHOOK_SECRET", secret)), url);
        }
        assertEquals(1, faults(Map.of("KEYPOOL_WEBHOOK_URL", "https://x/")));
        assertEquals(1, faults(Map.of("KEYPOOL_WEBHOOK_SECRET", secret)));
    }

    private static int faults(Map<String, String> variables) {
        SettingsFault fault = assertThrows(SettingsFault.class, () -> SettingsReader.read(variables, NO_FILE, false));
        return String.valueOf(fault.getMessage()).split("\n  - ").length - 1;
    }

    @Test
    void theCollectorsSettingsAreCheckedWithoutShowingTheToken() {
        SettingsFault fault = assertThrows(
                SettingsFault.class,
                () -> SettingsReader.read(
                        Map.of(
                                "KEYPOOL_TELEMETRY_OTLP_ENDPOINT", "127.0.0.1:4318",
                                "KEYPOOL_TELEMETRY_HEADERS", "canary-token",
                                "KEYPOOL_TELEMETRY_SAMPLING_RATIO", "1.5"),
                        NO_FILE,
                        false));
        String said = String.valueOf(fault.getMessage());
        assertTrue(said.contains("KEYPOOL_TELEMETRY_OTLP_ENDPOINT must be"), said);
        assertTrue(said.contains("KEYPOOL_TELEMETRY_HEADERS must be"), said);
        assertTrue(said.contains("KEYPOOL_TELEMETRY_SAMPLING_RATIO is 1.5"), said);
        assertFalse(said.contains("canary-token"), said);
        SettingsReader.read(
                Map.of(
                        "KEYPOOL_TELEMETRY_OTLP_ENDPOINT", "https://collector.example:4318/otlp",
                        "KEYPOOL_TELEMETRY_HEADERS", "authorization=Bearer a=b, x-team=a"),
                NO_FILE,
                false);
    }
}
