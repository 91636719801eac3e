package dev.keypool.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything an operator may set: {@code keypool.*} in {@code keypool.yaml}, as a system property, or as {@code KEYPOOL_*}
 * in the environment (dots and dashes become underscores). {@code docs/configuration.md} is generated from this type.
 */
@ConfigMapping(prefix = "keypool")
public interface Settings {
    @Help("Where everything that must outlive a restart lives. Created with mode 0700.")
    @WithDefault("data")
    Path dataDir();

    @Help("Bearer token of the admin plane, at least 32 characters. Absent: the admin plane answers 404.")
    Optional<String> adminToken();

    @Help(
            "32 bytes in base64 or hex that wrap the vault's keys. Absent on the embedded database: generated into the data directory.")
    Optional<String> masterKey();

    @Help("File that holds the master key instead, mode 0600.")
    Optional<Path> masterKeyFile();

    @Help("CIDR blocks that custom and overridden base URLs may reach although they are private, comma-separated.")
    Optional<List<String>> outboundAllow();

    @Help("How long requests in flight may take to finish when the process is asked to stop.")
    @WithDefault("30s")
    Duration shutdownGrace();

    Http http();

    Api api();

    PoolRules pool();

    GatewayRules gateway();

    RetentionRules retention();

    BillingRules billing();

    WebhookRules webhook();

    TelemetryRules telemetry();

    DashboardRules dashboard();

    Map<String, ProviderRules> providers();

    /** Where clients reach us. */
    interface Http {
        @Help("Address to listen on. 0.0.0.0 for all; put TLS in front of it then.")
        @WithDefault("127.0.0.1")
        String host();

        @Help("Port to listen on; 0 takes a free one and logs it.")
        @WithDefault("8080")
        int port();

        @Help("Event loops. 0: one for each core.")
        @WithDefault("0")
        int eventLoops();
    }

    /** Limits of the integrations API. */
    interface Api {
        @Help("Requests a minute for each client of the integrations API; 0 = no limit.")
        @WithDefault("600")
        int ratePerMinute();

        @Help("How many of them may come at once.")
        @WithDefault("60")
        int burst();
    }

    /** How failing keys are treated. */
    interface PoolRules {
        @Help("First quarantine of a key after its third failure in a row; doubles with every failed probe.")
        @WithDefault("60s")
        Duration quarantineInitial();

        @Help("Longest quarantine.")
        @WithDefault("30m")
        Duration quarantineMax();

        @Help("Longest cooling of a rate-limited key when its provider named no time.")
        @WithDefault("60s")
        Duration coolingMax();

        @Help("When a key without credit is tried again, unless its provider named a time.")
        @WithDefault("15m")
        Duration creditRecheck();

        @Help("Whether a key with a blocking spend limit serves requests of which nobody knows what they may cost.")
        @WithDefault("false")
        boolean allowUnpriced();
    }

    /** Bounds of a gateway request. */
    interface GatewayRules {
        @Help(
                "Whole time of a request over all attempts; a caller may ask for less or more with spidergate_options.timeout_ms.")
        @WithDefault("120s")
        Duration deadline();

        @Help("Attempts at most, over all keys and providers.")
        @WithDefault("5")
        int attempts();

        @Help("To connect to a provider.")
        @WithDefault("3s")
        Duration connect();

        @Help("From sending a request to the first byte of its answer.")
        @WithDefault("60s")
        Duration firstByte();

        @Help("From the first byte of a stream to its first event.")
        @WithDefault("60s")
        Duration firstToken();

        @Help("Longest silence inside a stream.")
        @WithDefault("60s")
        Duration idle();

        @Help("Whether the model list and the provider catalogue may be read without a token.")
        @WithDefault("true")
        boolean publicCatalogue();

        @Help("Largest request body, in MiB.")
        @WithDefault("40")
        int maxBodyMib();

        @Help(
                "Memory for answers that callers ask to be kept (spidergate_options.cache_enabled), in MiB; 0 keeps none.")
        @WithDefault("64")
        int cacheMib();
    }

    /** How long history is kept. */
    interface RetentionRules {
        @Help("How long the row of each attempt and the events of each key are kept; 2d to 3660d.")
        @WithDefault("90d")
        Duration rows();

        @Help("How long the daily sums of usage and the names of deleted keys are kept; 92d to 3660d.")
        @WithDefault("400d")
        Duration rollups();
    }

    /** What providers say that keys have left and have spent. */
    interface BillingRules {
        @Help("Whether balance and spend are read by themselves; without it only on demand (sync-billing).")
        @WithDefault("true")
        boolean scheduled();

        @Help(
                "From one reading of all keys to the next, give or take a tenth. Some providers want at most one a minute.")
        @WithDefault("1h")
        Duration every();

        @Help(
                "A key is suspected to be used elsewhere when its provider's figure and our ledger differ by more percent.")
        @WithDefault("10")
        int driftPercent();

        @Help("And by more than so many dollars.")
        @WithDefault("1.00")
        BigDecimal driftFloor();
    }

    /** Where spend warnings go. */
    interface WebhookRules {
        @Help(
                "Address that is told, once per period, when a key's spend limit is reached (docs/spend.md). Private ones need keypool.outbound-allow.")
        Optional<String> url();

        @Help("Key of the HMAC-SHA256 signature over what is told, at least 16 characters.")
        Optional<String> secret();
    }

    /** Spans and measurements by OpenTelemetry. */
    interface TelemetryRules {
        @Help(
                "Base URL of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318 (docs/traces.md). Absent: nothing is sent anywhere.")
        Optional<String> otlpEndpoint();

        @Help("Headers for the collector, such as its token: name=value, comma-separated.")
        Optional<String> headers();

        @Help("Share of the traces that begin here that get spans, 0 to 1. Measurements count every request.")
        @WithDefault("1.0")
        double samplingRatio();

        @Help("Name of this service in the collector.")
        @WithDefault("keypool")
        String serviceName();

        @Help("Whether providers are sent a traceparent header with each attempt.")
        @WithDefault("false")
        boolean propagate();
    }

    /** The pages at {@code /dashboard}. */
    interface DashboardRules {
        @Help("Whether /dashboard is served and its sessions let anybody in (docs/dashboard.md).")
        @WithDefault("true")
        boolean enabled();

        @Help(
                "Whether the session cookie is marked Secure although connections come without TLS: set it behind a proxy that ends TLS.")
        @WithDefault("false")
        boolean secureCookie();

        @Help(
                "How browsers reach Keypool, such as https://keypool.example.com: where an issuer of OpenID Connect leads them back to. Needed with keypool.dashboard.oidc.issuer.")
        Optional<String> publicUrl();

        OidcRules oidc();
    }

    /** Sign-in to the dashboard by OpenID Connect. */
    interface OidcRules {
        @Help(
                "Issuer by which people sign in to the dashboard, as it names itself, such as https://login.example.com (docs/oidc.md). Private ones need keypool.outbound-allow. Absent: nobody does.")
        Optional<String> issuer();

        @Help("Name under which Keypool is registered there.")
        Optional<String> clientId();

        @Help("Secret that came with it. Absent: Keypool is a public client, which PKCE alone protects.")
        Optional<String> clientSecret();

        @Help("What to ask the issuer for, comma-separated; openid and email are needed.")
        @WithDefault("openid,email")
        List<String> scopes();

        @Help(
                "Takes e-mail addresses of which the issuer does not say whether they are verified, as Microsoft Entra does not. Only for the issuer of your own organisation, where nobody but it gives out addresses.")
        @WithDefault("false")
        boolean trustEmails();

        @Help("What people know the issuer by: the button says Sign in with it.")
        @WithDefault("single sign-on")
        String name();
    }

    /** Operator's word on one provider of the catalogue. */
    interface ProviderRules {
        @Help("Base URL used instead of the catalogue's, for example a proxy or the sandbox.")
        Optional<String> baseUrl();
    }
}
