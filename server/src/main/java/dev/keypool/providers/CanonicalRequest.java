package dev.keypool.providers;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request in the one spelling that signer and AWS must agree on (Signature Version 4, "create a canonical request").
 * Immutable.
 *
 * @param text what is hashed and signed
 * @param signedHeaders names in order, joined by {@code ;}
 */
record CanonicalRequest(String text, String signedHeaders) {
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final String HEX = "0123456789ABCDEF";

    /**
     * @param target path and query as they are sent, percent-encoded
     * @param headers all that are signed, {@code host} among them
     * @param bodyHash SHA-256 of the body in lower-case hex
     */
    static CanonicalRequest of(String method, String target, Map<String, String> headers, String bodyHash) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        SortedMap<String, String> sorted = new TreeMap<>();
        headers.forEach((name, value) -> sorted.put(
                name.toLowerCase(Locale.ROOT), SPACES.matcher(value.strip()).replaceAll(" ")));
        String names = String.join(";", sorted.keySet());
        StringBuilder text = new StringBuilder(512)
                .append(method)
                .append('\n')
                .append(path(path))
                .append('\n')
                .append(mark < 0 ? "" : query(target.substring(mark + 1)))
                .append('\n');
        sorted.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        return new CanonicalRequest(
                text.append('\n').append(names).append('\n').append(bodyHash).toString(), names);
    }

    /** Without dots and double slashes, each segment encoded once more: every service but S3 wants it so. */
    private static String path(String sent) {
        List<String> kept = new ArrayList<>();
        for (String segment : sent.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) continue;
            if (!segment.equals("..")) kept.add(encoded(segment));
            else if (!kept.isEmpty()) kept.removeLast();
        }
        return kept.isEmpty() ? "/" : "/" + String.join("/", kept) + (sent.endsWith("/") ? "/" : "");
    }

    /** Sorted by name, then value, both encoded exactly once. */
    private static String query(String sent) {
        SortedMap<String, List<String>> sorted = new TreeMap<>();
        for (String pair : sent.split("&", -1)) {
            if (pair.isEmpty()) continue;
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            sorted.computeIfAbsent(once(name), n -> new ArrayList<>()).add(once(value));
        }
        List<String> pairs = new ArrayList<>();
        sorted.forEach((name, values) -> values.stream().sorted().forEach(v -> pairs.add(name + "=" + v)));
        return String.join("&", pairs);
    }

    private static String once(String sent) {
        try {
            return encoded(URLDecoder.decode(sent, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            return encoded(sent); // A lone '%': AWS's to refuse, with a better sentence than ours.
        }
    }

    /** Percent-encoded, all but letters, digits and {@code -._~}. */
    static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (unreserved(b)) encoded.append((char) b);
            else encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
        }
        return encoded.toString();
    }

    private static boolean unreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }
}
