package dev.keypool.http;

import dev.keypool.values.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** From method and path to the endpoint; a literal segment wins over a parameter. Immutable. */
final class Routes {
    private final List<Path> paths;

    /** One path template with the endpoints of its methods. */
    private record Path(List<String> segments, Map<String, Endpoint> methods) {
        Optional<Map<String, String>> match(List<String> sent) {
            if (sent.size() != segments.size()) return Optional.empty();
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < sent.size(); i++) {
                String segment = segments.get(i);
                String decoded = Percent.decode(sent.get(i), false).orElse(sent.get(i));
                if (isParameter(segment)) {
                    if (decoded.isEmpty()) return Optional.empty();
                    values.put(segment.substring(1, segment.length() - 1), decoded);
                } else if (!segment.equals(decoded)) return Optional.empty();
            }
            return Optional.of(values);
        }

        /** GET answers HEAD too, and every path answers OPTIONS. */
        String allow() {
            Set<String> allowed = new TreeSet<>(methods.keySet());
            if (allowed.contains("GET")) allowed.add("HEAD");
            allowed.add("OPTIONS");
            return String.join(", ", allowed);
        }
    }

    /**
     * What a path led to.
     *
     * @param endpoint null when only {@code allow} is asked for (OPTIONS)
     * @param values path parameters, decoded
     * @param allow the methods of the path
     */
    record Found(@Nullable Endpoint endpoint, Map<String, String> values, String allow) {}

    Routes(List<Endpoint> endpoints) {
        Map<String, Map<String, Endpoint>> byTemplate = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            byTemplate
                    .computeIfAbsent(endpoint.template(), t -> new HashMap<>())
                    .put(endpoint.method(), endpoint);
        }
        List<Path> all = new ArrayList<>();
        byTemplate.forEach((template, methods) -> all.add(new Path(segments(template), Map.copyOf(methods))));
        all.sort(Comparator.comparing(Routes::rank));
        paths = List.copyOf(all);
    }

    /** Refuses with NOT_FOUND or METHOD_NOT_ALLOWED. */
    Found find(String method, String rawPath) {
        List<String> sent = segments(rawPath);
        for (Path path : paths) {
            Optional<Map<String, String>> values = path.match(sent);
            if (values.isPresent()) return found(path, method, values.get());
        }
        throw new Refusal(
                Refusal.Kind.NOT_FOUND,
                "not_found",
                "Nothing is at this path. See /openapi for the paths that there are.");
    }

    private static Found found(Path path, String method, Map<String, String> values) {
        if (method.equals("OPTIONS")) return new Found(null, values, path.allow());
        Endpoint endpoint = path.methods().get(method.equals("HEAD") ? "GET" : method);
        if (endpoint != null) return new Found(endpoint, values, path.allow());
        throw new Refusal(
                Refusal.Kind.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                Shown.name(method) + " is not possible here. Use one of: " + path.allow() + ".",
                List.of(),
                Map.of("Allow", path.allow()));
    }

    /** Sorts literal segments before parameters, place by place. */
    private static String rank(Path path) {
        StringBuilder rank = new StringBuilder();
        for (String segment : path.segments()) rank.append(isParameter(segment) ? '1' : '0');
        return rank.toString();
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }
}
