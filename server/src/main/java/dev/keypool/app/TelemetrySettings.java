package dev.keypool.app;

import dev.keypool.gateway.GenAiTelemetry;
import dev.keypool.gateway.Telemetry;
import dev.keypool.ops.Otlp;
import dev.keypool.values.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the settings to the collector. No state. */
final class TelemetrySettings {
    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+)=([\\x20-\\x7E]+)");

    private TelemetrySettings() {}

    /** Whoever is told of requests; nobody without an endpoint. */
    static Telemetry open(Settings.TelemetryRules rules, Running running, RandomGenerator random) {
        URI endpoint = rules.otlpEndpoint().map(TelemetrySettings::uri).orElse(null);
        if (endpoint == null) return Telemetry.OFF;
        var target = new Otlp.Target(endpoint, headers(rules), rules.serviceName());
        Otlp otlp = running.keep("way to the collector", Otlp.open(target), Otlp::close);
        var told = new GenAiTelemetry.Rules(rules.samplingRatio(), rules.propagate());
        return running.keep("telemetry", new GenAiTelemetry(otlp, told, random), GenAiTelemetry::close);
    }

    /** Adds what is wrong with them; never a header's value. */
    static void check(Settings.TelemetryRules rules, List<String> faults) {
        if (rules.otlpEndpoint().isPresent()
                && rules.otlpEndpoint().map(TelemetrySettings::uri).isEmpty()) {
            faults.add(
                    "KEYPOOL_TELEMETRY_OTLP_ENDPOINT must be an http or https URL without user, query and fragment.");
        }
        double ratio = rules.samplingRatio();
        if (!(ratio >= 0 && ratio <= 1)) {
            faults.add("KEYPOOL_TELEMETRY_SAMPLING_RATIO is " + ratio + "; it must be from 0 to 1.");
        }
        if (rules.serviceName().isBlank()) faults.add("KEYPOOL_TELEMETRY_SERVICE_NAME is blank; name this service.");
        for (String header : pairs(rules)) {
            if (!HEADER.matcher(header).matches()) {
                faults.add("KEYPOOL_TELEMETRY_HEADERS must be name=value pairs, comma-separated, such as"
                        + " authorization=Bearer token,x-team=a.");
                return;
            }
        }
    }

    private static Map<String, Secret> headers(Settings.TelemetryRules rules) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        for (String pair : pairs(rules)) {
            int at = pair.indexOf('=');
            headers.put(pair.substring(0, at), Secret.of(pair.substring(at + 1)));
        }
        return headers;
    }

    private static List<String> pairs(Settings.TelemetryRules rules) {
        return rules.headers().stream()
                .flatMap(text -> Pattern.compile(",").splitAsStream(text))
                .map(String::strip)
                .toList();
    }

    /** Null when it is none that a collector may have. */
    private static @Nullable URI uri(String text) {
        if (!text.matches("https?://[^?#@]+")) return null;
        try {
            URI uri = new URI(text);
            return uri.getHost() == null ? null : uri;
        } catch (URISyntaxException malformed) {
            return null;
        }
    }
}
