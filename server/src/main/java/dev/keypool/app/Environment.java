package dev.keypool.app;

import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code KEYPOOL_*} variables as settings. Written out instead of leaving it to the library, because a provider's name may
 * hold an underscore ({@code KEYPOOL_PROVIDERS_FAL_AI_BASE_URL}) and because a misspelt variable must stop the start.
 */
final class Environment {
    /** Above keypool.yaml (100 in SmallRye's order), below system properties (400). */
    private static final int ORDINAL = 300;

    private static final Pattern PROVIDER = Pattern.compile("KEYPOOL_PROVIDERS_([A-Z0-9_]+)_BASE_URL");

    private Environment() {}

    /** The settings in {@code variables}; every {@code KEYPOOL_} name that is none is added to {@code faults}. */
    static PropertiesConfigSource source(Map<String, String> variables, java.util.List<String> faults) {
        Map<String, String> properties = new HashMap<>();
        variables.forEach((variable, value) -> {
            if (!variable.startsWith("KEYPOOL_") || SettingsDoc.OTHER_VARIABLES.contains(variable)) return;
            String property = property(variable);
            if (property == null)
                faults.add("Unknown variable " + variable + "." + SettingsDoc.nearestVariable(variable));
            else properties.put(property, value);
        });
        return new PropertiesConfigSource(properties, "environment", ORDINAL);
    }

    private static @org.jspecify.annotations.Nullable String property(String variable) {
        Matcher provider = PROVIDER.matcher(variable);
        if (provider.matches()) {
            return "keypool.providers.\"" + provider.group(1).toLowerCase(Locale.ROOT) + "\".base-url";
        }
        return SettingsDoc.propertyOf(variable);
    }
}
