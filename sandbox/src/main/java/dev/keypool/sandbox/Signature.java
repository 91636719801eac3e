package dev.keypool.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks AWS's signature, version 4, as a provider does: from the call alone and the shared secret. The path is encoded once
 * more on top of how it was sent, as for every AWS service but S3.
 */
final class Signature {
    static final String SCHEME = "AWS4-HMAC-SHA256";
    private static final Pattern FORM = Pattern.compile(
            SCHEME
                    + " Credential=([^/,]+)/(\\d{8})/([a-z0-9-]+)/bedrock/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})");

    private Signature() {}

    /** What is wrong with the call's signature; null when nothing is, or when the call carries a bearer. */
    static @Nullable String wrong(Incoming call, @Nullable String secret) {
        String authorization = call.header("authorization");
        if (!authorization.startsWith(SCHEME)) {
            return null;
        }
        Matcher form = FORM.matcher(authorization);
        if (!form.matches()) {
            return "Authorization is not of the form " + SCHEME
                    + " Credential=KEY/DATE/REGION/bedrock/aws4_request, SignedHeaders=…, Signature=….";
        }
        if (!call.header("x-amz-date").startsWith(form.group(2) + "T")) {
            return "X-Amz-Date must be on the day of the credential's scope.";
        }
        if (!Arrays.asList(form.group(4).split(";", -1)).contains("host")) {
            return "'Host' must be a 'SignedHeader' in the AWS Authorization.";
        }
        return secret == null || isSigned(call, form, secret)
                ? null
                : "The request signature we calculated does not match the signature you provided.";
    }

    private static boolean isSigned(Incoming call, Matcher form, String secret) {
        String scope = form.group(2) + "/" + form.group(3) + "/bedrock/aws4_request";
        String canonical = canonical(call, form.group(4));
        String toSign = SCHEME + "\n" + call.header("x-amz-date") + "\n" + scope + "\n"
                + Hash.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = Hash.hmac(key, part);
        }
        byte[] expected = Hash.hex(Hash.hmac(key, toSign)).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, form.group(5).getBytes(StandardCharsets.US_ASCII));
    }

    private static String canonical(Incoming call, String signedHeaders) {
        String headers = Arrays.stream(signedHeaders.split(";", -1))
                .map(name -> name + ":" + call.header(name).strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                call.request().method().name(),
                encoded(call.path()),
                query(call),
                headers,
                signedHeaders,
                Hash.sha256(call.body().getBytes()));
    }

    private static String query(Incoming call) {
        String query = call.request().query();
        return query == null ? "" : Arrays.stream(query.split("&", -1)).sorted().collect(Collectors.joining("&"));
    }

    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte letter : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (letter & 0xff);
            boolean plain = c == '/' || "-_.~".indexOf(c) >= 0 || (c < 128 && Character.isLetterOrDigit(c));
            encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }
}
