package dev.keypool.app;

import dev.keypool.http.Nearest;
import io.smallrye.config.WithDefault;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings as a list, read from {@link Settings}: for {@code docs/configuration.md} and to find misspelt variables. */
final class SettingsDoc {
    /** Read by the launcher {@code ./keypool}, by the log configuration and by the tests, not through {@link Settings}. */
    static final Set<String> OTHER_VARIABLES = Set.of(
            "KEYPOOL_LOG_LEVEL",
            "KEYPOOL_JAVA_OPTS",
            "KEYPOOL_SANDBOX_PORT",
            "KEYPOOL_DEMO_ONCE",
            "KEYPOOL_DEMO_KEEP",
            "KEYPOOL_TEST_LONG");

    /** One setting. */
    record Row(String property, String standard, String help) {
        String variable() {
            return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        }
    }

    private SettingsDoc() {}

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        collect("keypool", Settings.class, rows);
        rows.sort(Comparator.comparing(Row::property));
        return rows;
    }

    private static void collect(String prefix, Class<?> type, List<Row> rows) {
        for (Method method : type.getDeclaredMethods()) {
            String property = prefix + "." + dashed(method.getName());
            Help help = method.getAnnotation(Help.class);
            if (help != null) rows.add(new Row(property, standard(method), help.value()));
            else if (method.getReturnType() == Map.class)
                collect(property + ".<name>", Settings.ProviderRules.class, rows);
            else if (method.getReturnType().isInterface()) collect(property, method.getReturnType(), rows);
        }
    }

    private static String standard(Method method) {
        WithDefault standard = method.getAnnotation(WithDefault.class);
        return standard == null ? "" : standard.value();
    }

    private static String dashed(String camelCase) {
        return camelCase.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    static @Nullable String propertyOf(String variable) {
        for (Row row : rows()) {
            if (row.variable().equals(variable)) return row.property();
        }
        return null;
    }

    /** " Did you mean …?" or nothing. */
    static String nearestVariable(String variable) {
        return Nearest.of(variable, rows().stream().map(Row::variable).toList())
                .map(name -> " Did you mean " + name + "?")
                .orElse(" All names stand in docs/configuration.md.");
    }

    /** The whole page. */
    static String page() {
        StringBuilder page = new StringBuilder("""
                # Configuration

                Generated from `app/Settings.java` by its test; do not edit by hand.

                A setting may stand in `keypool.yaml` (in the working directory, or named by `./keypool start --config FILE`), as a system
                property (`-Dkeypool.http.port=9090` in `KEYPOOL_JAVA_OPTS`), or as a variable; the later in this list wins over the earlier, a
                system property over a variable. Unknown names and bad values stop the start, all listed at once. Durations: `500ms`, `60s`, `30m`, `1h`.

                | variable | property | default | meaning |
                |---|---|---|---|
                """);
        for (Row row : rows()) {
            page.append("| `%s` | `%s` | %s | %s |%n"
                    .formatted(
                            row.variable(),
                            row.property(),
                            row.standard().isEmpty() ? "" : "`" + row.standard() + "`",
                            row.help()));
        }
        return page.append("""

                Beside them: `KEYPOOL_LOG_LEVEL` (`INFO`), `KEYPOOL_JAVA_OPTS` (words for the `java` command), and for `./keypool demo`
                `KEYPOOL_SANDBOX_PORT` (8089), `KEYPOOL_DEMO_ONCE=1` (end after the requests) and `KEYPOOL_DEMO_KEEP=1` (keep its data directory).
                """).toString();
    }
}
