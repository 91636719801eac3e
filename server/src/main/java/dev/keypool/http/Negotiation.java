package dev.keypool.http;

import dev.keypool.values.Refusal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Media types: what may be answered (Accept) and what may be sent (Content-Type, Content-Encoding). Stateless. */
final class Negotiation {
    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";
    private static final Pattern JSON_BODY =
            Pattern.compile("application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-?8\"?\\s*)?;?", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUALITY = Pattern.compile("q\\s*=\\s*(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");

    private Negotiation() {}

    /** Refuses with NOT_ACCEPTABLE unless JSON may be answered. */
    static void mustAcceptJson(Map<String, String> headers) {
        if (quality(headers.get("accept"), JSON) > 0) return;
        throw new Refusal(
                Refusal.Kind.NOT_ACCEPTABLE,
                "not_acceptable",
                "The Accept header leaves out application/json, which is all that is answered here."
                        + " Send \"Accept: application/json\" or leave it out.");
    }

    /** Refuses with NOT_ACCEPTABLE unless what the endpoint answers may be answered. */
    static void mustAccept(Endpoint endpoint, Map<String, String> headers) {
        if (!endpoint.streams()) mustAcceptJson(headers);
        else if (quality(headers.get("accept"), EVENTS) == 0) {
            throw new Refusal(
                    Refusal.Kind.NOT_ACCEPTABLE,
                    "not_acceptable",
                    "The Accept header leaves out text/event-stream, which is all that is answered here."
                            + " Send \"Accept: text/event-stream\" or leave it out.");
        }
    }

    /** Refuses with UNSUPPORTED_MEDIA_TYPE when a header says that the body is something other than JSON in UTF-8. */
    static void mustDeclareJson(Map<String, String> headers) {
        String encoding = headers.getOrDefault("content-encoding", "identity");
        if (!encoding.equalsIgnoreCase("identity")) {
            throw unsupported("The body is compressed (Content-Encoding). Send it as it is.");
        }
        String type = headers.getOrDefault("content-type", JSON);
        if (!JSON_BODY.matcher(type.strip()).matches()) {
            throw unsupported("The body is declared as " + Shown.mediaType(type)
                    + ". Send JSON in UTF-8 with \"Content-Type: application/json\".");
        }
    }

    /** Refuses a body that came without Content-Type. */
    static void mustBeDeclared(Map<String, String> headers, byte[] body) {
        if (body.length > 0 && !headers.containsKey("content-type")) {
            throw unsupported("The body came without Content-Type. Send JSON with \"Content-Type: application/json\".");
        }
    }

    /**
     * How welcome a media type is, 0 (not at all) to 1000 (RFC 9110, section 12.5.1: the most specific range decides).
     *
     * @param accept the Accept header, null when absent, which welcomes everything
     */
    static int quality(@org.jspecify.annotations.Nullable String accept, String type) {
        if (accept == null || accept.isBlank()) return 1000;
        int closest = -1;
        int quality = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            int closeness = closeness(parts[0].strip(), type);
            if (closeness > closest) {
                closest = closeness;
                quality = quality(parts);
            }
        }
        return quality;
    }

    private static int closeness(String range, String type) {
        if (range.equals(type)) return 2;
        if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) return 1;
        return range.equals("*/*") ? 0 : -1;
    }

    private static int quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            var matcher = QUALITY.matcher(parts[i].strip());
            if (matcher.matches()) {
                return new java.math.BigDecimal(
                                matcher.group(1) + (matcher.group(1).endsWith(".") ? "0" : ""))
                        .movePointRight(3)
                        .intValue();
            }
        }
        return 1000;
    }

    private static Refusal unsupported(String sentence) {
        return new Refusal(Refusal.Kind.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", sentence);
    }
}
