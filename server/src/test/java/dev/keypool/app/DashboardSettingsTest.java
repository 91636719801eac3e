package dev.keypool.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DashboardSettingsTest {
    private static final Path NO_FILE = Path.of("does-not-exist.yaml");
    private static final Map<String, String> GOOD = Map.of(
            "KEYPOOL_DASHBOARD_OIDC_ISSUER", "https://login.example.com/tenant/",
            "KEYPOOL_DASHBOARD_OIDC_CLIENT_ID", "keypool",
            "KEYPOOL_DASHBOARD_PUBLIC_URL", "https://keypool.example.com/");

    @Test
    void anIssuerNeedsNoMoreThanAClientIdAndOurAddress() {
        Settings settings = SettingsReader.read(GOOD, NO_FILE, false);
        assertEquals(List.of("openid", "email"), settings.dashboard().oidc().scopes());
        assertEquals("single sign-on", settings.dashboard().oidc().name());
    }

    @Test
    void whatAnIssuerNeedsIsListedAtOnce() {
        var fault = assertThrows(
                SettingsFault.class,
                () -> SettingsReader.read(
                        Map.of("KEYPOOL_DASHBOARD_OIDC_ISSUER", "https://login.example.com"), NO_FILE, false));
        for (String missing : List.of("KEYPOOL_DASHBOARD_OIDC_CLIENT_ID", "KEYPOOL_DASHBOARD_PUBLIC_URL"))
            assertTrue(String.valueOf(fault.getMessage()).contains(missing + " is missing"), fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "OIDC_ISSUER, http://login.example.com",
        "OIDC_ISSUER, ftp://login.example.com",
        "OIDC_ISSUER, http://127.0.0.1.example.com",
        "OIDC_ISSUER, https://user@login.example.com",
        "OIDC_ISSUER, https://login.example.com/?tenant=a",
        "OIDC_ISSUER, login.example.com",
        "OIDC_SCOPES, 'openid,profile'",
        "OIDC_NAME, A name that is so long that no button of any page should carry it",
        "PUBLIC_URL, https://keypool.example.com/keys",
        "PUBLIC_URL, keypool.example.com",
    })
    void aBadValueStopsTheStart(String variable, String value) {
        Map<String, String> variables = new HashMap<>(GOOD);
        variables.put("KEYPOOL_DASHBOARD_" + variable, value);
        var fault = assertThrows(SettingsFault.class, () -> SettingsReader.read(variables, NO_FILE, false));
        assertTrue(String.valueOf(fault.getMessage()).contains("KEYPOOL_DASHBOARD_" + variable), fault.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:9000", "http://localhost:9000/realms/a", "http://[::1]:9000"})
    void anIssuerOnThisMachineNeedsNoTls(String issuer) {
        Map<String, String> variables = new HashMap<>(GOOD);
        variables.put("KEYPOOL_DASHBOARD_OIDC_ISSUER", issuer);
        assertEquals(
                issuer,
                SettingsReader.read(variables, NO_FILE, false)
                        .dashboard()
                        .oidc()
                        .issuer()
                        .orElseThrow());
    }
}
