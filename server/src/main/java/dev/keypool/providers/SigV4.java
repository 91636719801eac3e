package dev.keypool.providers;

import dev.keypool.values.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to AWS (Signature Version 4, in headers) with one pair of keys. The secret is opened for the length of a
 * signature and never sent. Immutable; has no useful {@code toString}.
 */
public final class SigV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String TERMINATOR = "aws4_request";
    private static final int DAY_LENGTH = 8;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final String accessKeyId;
    private final Secret secretKey;
    private final @Nullable Secret sessionToken;
    private final String region;
    private final String service;

    SigV4(String accessKeyId, Secret secretKey, @Nullable Secret sessionToken, String region, String service) {
        this.accessKeyId = accessKeyId;
        this.secretKey = secretKey;
        this.sessionToken = sessionToken;
        this.region = region;
        this.service = service;
    }

    /**
     * The headers to add to a request: its time, the session token when there is one, and the signature over these, the
     * given ones and the body. Headers that are not given stay unsigned, which AWS accepts of all but {@code host} and
     * {@code x-amz-…}.
     *
     * @param target path and query as they are sent, percent-encoded
     * @param headers to be signed; {@code host} must be there
     * @param now wall time; AWS refuses what is more than five minutes off
     */
    Map<String, String> sign(String method, String target, Map<String, String> headers, byte[] body, Instant now) {
        String time = TIME.format(now);
        Map<String, String> added = new LinkedHashMap<>(4);
        added.put("x-amz-date", time);
        if (sessionToken != null) added.put("x-amz-security-token", sessionToken.reveal(Secret.Use.UPSTREAM_HEADER));
        Map<String, String> signed = new LinkedHashMap<>(headers);
        signed.putAll(added);
        added.put("authorization", authorization(CanonicalRequest.of(method, target, signed, sha256(body)), time));
        return added;
    }

    /** The same, of which the host alone is signed beside them. */
    Map<String, String> sign(String method, URI server, String target, byte[] body, Instant now) {
        return sign(method, target, Map.of("host", host(server)), body, now);
    }

    /** The host header as an HTTP client writes it: the scheme's own port is left out. */
    private static String host(URI uri) {
        int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 || uri.getPort() == usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private String authorization(CanonicalRequest request, String time) {
        String day = time.substring(0, DAY_LENGTH);
        String scope = day + "/" + region + "/" + service + "/" + TERMINATOR;
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + sha256(bytes(request.text()));
        String signature = HexFormat.of().formatHex(hmac(keyOf(day), toSign));
        return ALGORITHM + " Credential=" + accessKeyId + "/" + scope + ", SignedHeaders=" + request.signedHeaders()
                + ", Signature=" + signature;
    }

    /** The day's key for this region and service. Not kept: it could sign all day, and costs some microseconds. */
    private byte[] keyOf(String day) {
        byte[] secret = bytes("AWS4" + secretKey.reveal(Secret.Use.UPSTREAM_SIGNATURE));
        return hmac(hmac(hmac(hmac(secret, day), region), service), TERMINATOR);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has HmacSHA256", impossible);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "SigV4(" + service + ")";
    }
}
