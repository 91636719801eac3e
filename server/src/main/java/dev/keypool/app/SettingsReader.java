package dev.keypool.app;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@link Settings} from file, environment and system properties. Reports all faults together. */
final class SettingsReader {
    private static final int FILE_ORDINAL = 200;
    private static final int SHORTEST_ADMIN_TOKEN = 32;
    private static final int SHORTEST_WEBHOOK_SECRET = 16;
    private static final Duration LONGEST_KEPT = Duration.ofDays(3_660);
    private static final BigDecimal HIGHEST_FLOOR = new BigDecimal(1_000_000);

    private SettingsReader() {}

    /**
     * The settings.
     *
     * @param variables the environment
     * @param yaml the settings file; may be absent unless {@code named}
     * @throws SettingsFault with every fault listed
     */
    static Settings read(Map<String, String> variables, Path yaml, boolean named) {
        List<String> faults = new ArrayList<>();
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, Durations::parse)
                .withSources(Environment.source(variables, faults), new SysPropConfigSource())
                .withMapping(Settings.class);
        readFile(yaml, named, builder, faults);
        Settings settings = build(builder, faults);
        if (settings != null) check(settings, faults);
        if (settings == null || !faults.isEmpty()) throw new SettingsFault(faults);
        return settings;
    }

    private static void readFile(Path yaml, boolean named, SmallRyeConfigBuilder builder, List<String> faults) {
        if (!named && !Files.exists(yaml)) return;
        try {
            builder.withSources(new YamlConfigSource(yaml.toString(), Files.readString(yaml), FILE_ORDINAL));
        } catch (IOException | RuntimeException unreadable) {
            faults.add("The settings file " + yaml + " cannot be read as YAML: " + unreadable.getMessage());
        }
    }

    private static @org.jspecify.annotations.Nullable Settings build(
            SmallRyeConfigBuilder builder, List<String> faults) {
        try {
            return builder.build().getConfigMapping(Settings.class);
        } catch (ConfigValidationException invalid) {
            for (int i = 0; i < invalid.getProblemCount(); i++)
                faults.add(plain(invalid.getProblem(i).getMessage()));
        } catch (RuntimeException invalid) {
            faults.add(plain(String.valueOf(invalid.getMessage())));
        }
        return null;
    }

    /** The library's sentence without its class names and message numbers. */
    private static String plain(String message) {
        return message.replaceAll("java\\.[a-zA-Z.]+Exception: ", "").replaceAll("SRCFG\\d+: ", "");
    }

    private static void check(Settings settings, List<String> faults) {
        settings.adminToken()
                .filter(token -> token.length() < SHORTEST_ADMIN_TOKEN)
                .ifPresent(token ->
                        faults.add("KEYPOOL_ADMIN_TOKEN has " + token.length() + " characters; it needs at least "
                                + SHORTEST_ADMIN_TOKEN + ", for example from `openssl rand -hex 32`."));
        if (settings.masterKey().isPresent() && settings.masterKeyFile().isPresent()) {
            faults.add("Both KEYPOOL_MASTER_KEY and KEYPOOL_MASTER_KEY_FILE are set; keep one of them.");
        }
        range("KEYPOOL_HTTP_PORT", settings.http().port(), 0, 65_535, faults);
        range("KEYPOOL_HTTP_EVENT_LOOPS", settings.http().eventLoops(), 0, 256, faults);
        range("KEYPOOL_API_RATE_PER_MINUTE", settings.api().ratePerMinute(), 0, 1_000_000, faults);
        range("KEYPOOL_API_BURST", settings.api().burst(), 1, 1_000_000, faults);
        range("KEYPOOL_BILLING_DRIFT_PERCENT", settings.billing().driftPercent(), 0, 100, faults);
        BigDecimal floor = settings.billing().driftFloor();
        if (floor.signum() < 0 || floor.compareTo(HIGHEST_FLOOR) > 0) {
            faults.add("KEYPOOL_BILLING_DRIFT_FLOOR is " + floor + "; it must be from 0 to " + HIGHEST_FLOOR + ".");
        }
        if (settings.billing().every().toMillis() < 1_000) {
            faults.add("KEYPOOL_BILLING_EVERY is shorter than 1s. Set KEYPOOL_BILLING_SCHEDULED=false to end it.");
        }
        range("KEYPOOL_GATEWAY_ATTEMPTS", settings.gateway().attempts(), 1, 100, faults);
        range("KEYPOOL_GATEWAY_MAX_BODY_MIB", settings.gateway().maxBodyMib(), 1, 1024, faults);
        webhook(settings.webhook(), faults);
        TelemetrySettings.check(settings.telemetry(), faults);
        DashboardSettings.check(settings.dashboard(), faults);
        // Today's counts are rebuilt from rows, the month's spend and 90 days of usage come from daily sums.
        kept("KEYPOOL_RETENTION_ROWS", settings.retention().rows(), 2, faults);
        kept("KEYPOOL_RETENTION_ROLLUPS", settings.retention().rollups(), 92, faults);
    }

    private static void webhook(Settings.WebhookRules rules, List<String> faults) {
        if (rules.url().isEmpty() && rules.secret().isEmpty()) return;
        String url = rules.url().orElse("");
        if (!url.matches("https?://[^/?#@]+([/?][^#]*)?") || !isUri(url)) {
            faults.add("KEYPOOL_WEBHOOK_URL must be an http or https URL without user and fragment.");
        }
        if (rules.secret().orElse("").length() < SHORTEST_WEBHOOK_SECRET) {
            faults.add("KEYPOOL_WEBHOOK_SECRET needs at least " + SHORTEST_WEBHOOK_SECRET
                    + " characters, for example from `openssl rand -hex 32`.");
        }
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).getHost() != null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    private static void range(String variable, int value, int least, int most, List<String> faults) {
        if (value < least || value > most) {
            faults.add(variable + " is " + value + "; it must be from " + least + " to " + most + ".");
        }
    }

    private static void kept(String variable, Duration value, int days, List<String> faults) {
        if (value.compareTo(Duration.ofDays(days)) < 0 || value.compareTo(LONGEST_KEPT) > 0) {
            faults.add(variable + " is " + value.toHours() + " hours; it must be from " + days + "d to "
                    + LONGEST_KEPT.toDays() + "d.");
        }
    }
}
