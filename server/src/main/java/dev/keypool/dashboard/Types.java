package dev.keypool.dashboard;

import java.util.Map;

/** Media types by the ends of file names. Stateless. */
final class Types {
    private static final Map<String, String> BY_END = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"));

    private Types() {}

    /** Whether a path names a file and not a page. */
    static boolean isFile(String path) {
        return BY_END.containsKey(end(path));
    }

    /** @throws IllegalStateException of a file that the dashboard has no type for */
    static String of(String name) {
        String type = BY_END.get(end(name));
        if (type == null)
            throw new IllegalStateException(
                    "The dashboard's file " + name + " is of no known type. Teach dashboard.Types.");
        return type;
    }

    private static String end(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
