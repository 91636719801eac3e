package dev.keypool.app;

import dev.keypool.dashboard.Dashboard;
import dev.keypool.http.OutboundGuard;
import dev.keypool.identity.Sessions;
import dev.keypool.oidc.Issuer;
import dev.keypool.values.Secret;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The dashboard as the operator wants it, with or without sign-in by OpenID Connect. */
final class DashboardSettings {
    private static final String CALLBACK = "/dashboard/oidc/callback";
    private static final int LONGEST_NAME = 40;

    private DashboardSettings() {}

    /** The dashboard; null where the settings want none. */
    static @Nullable Dashboard open(
            Settings.DashboardRules rules,
            Running running,
            Vertx vertx,
            OutboundGuard guard,
            Sessions sessions,
            InstantSource clock,
            RandomGenerator random) {
        if (!rules.enabled()) return null;
        // Without an issuer, or with another one, sessions of people are over.
        sessions.trustOnly(rules.oidc().issuer().orElse(null));
        Dashboard.Oidc oidc = rules.oidc()
                .issuer()
                .map(address -> new Issuer(rules(rules, address), vertx, guard, clock))
                .map(issuer -> running.keep("way to the issuer", issuer, Issuer::close))
                .map(issuer -> new Dashboard.Oidc(issuer, rules.oidc().name().strip(), new SecureRandom()))
                .orElse(null);
        return new Dashboard(new Dashboard.Parts(sessions, clock, random, rules.secureCookie(), oidc));
    }

    private static Issuer.Rules rules(Settings.DashboardRules rules, String address) {
        String ours = rules.publicUrl().orElseThrow().replaceAll("/+$", "");
        return new Issuer.Rules(
                URI.create(address),
                rules.oidc().clientId().orElseThrow(),
                rules.oidc().clientSecret().map(Secret::of).orElse(null),
                rules.oidc().scopes(),
                URI.create(ours + CALLBACK),
                rules.oidc().trustEmails());
    }

    /** Adds what is wrong with them; never the secret. */
    static void check(Settings.DashboardRules rules, List<String> faults) {
        if (!rules.publicUrl().map(DashboardSettings::isOurs).orElse(true)) {
            faults.add(
                    "KEYPOOL_DASHBOARD_PUBLIC_URL must be an http or https URL without path, user, query and fragment,"
                            + " such as https://keypool.example.com.");
        }
        Settings.OidcRules oidc = rules.oidc();
        if (oidc.issuer().isEmpty()) return;
        if (!isSafe(oidc.issuer().orElseThrow())) {
            faults.add(
                    "KEYPOOL_DASHBOARD_OIDC_ISSUER must be an https URL without user, query and fragment; http is taken of"
                            + " this machine alone (127.0.0.1, localhost).");
        }
        if (oidc.clientId().orElse("").isBlank())
            faults.add("KEYPOOL_DASHBOARD_OIDC_CLIENT_ID is missing; it is what the issuer calls Keypool.");
        if (rules.publicUrl().isEmpty()) {
            faults.add(
                    "KEYPOOL_DASHBOARD_PUBLIC_URL is missing; the issuer leads back to it, and who asks us must not choose it.");
        }
        if (!oidc.scopes().contains("openid") || !oidc.scopes().contains("email"))
            faults.add("KEYPOOL_DASHBOARD_OIDC_SCOPES must hold openid and email.");
        if (oidc.name().isBlank() || oidc.name().strip().length() > LONGEST_NAME)
            faults.add("KEYPOOL_DASHBOARD_OIDC_NAME must have 1 to " + LONGEST_NAME + " characters.");
    }

    private static boolean isOurs(String url) {
        return url.matches("https?://[^/?#@]+/*") && host(url) != null;
    }

    private static boolean isSafe(String url) {
        String host = url.matches("https?://[^?#@]+") ? host(url) : null;
        if (host == null) return false;
        return url.startsWith("https:") || host.equals("localhost") || host.matches("127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    }

    private static @Nullable String host(String url) {
        try {
            return new URI(url).getHost();
        } catch (URISyntaxException malformed) {
            return null;
        }
    }
}
