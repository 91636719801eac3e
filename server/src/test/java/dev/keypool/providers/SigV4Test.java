package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS's own signing test suite (aws-c-auth, {@code tests/aws-signing-test-suite/v4}): its cases by name, its signatures. */
class SigV4Test {
    private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");
    private static final byte[] EMPTY = {};
    private static final Map<String, String> HOST = Map.of("Host", "example.amazonaws.com");

    private static SigV4 signer(@Nullable String token) {
        return new SigV4(
                "AKIDEXAMPLE",
                Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                token == null ? null : Secret.of(token),
                "us-east-1",
                "service");
    }

    private static String authorization(String headers, String signature) {
        return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders="
                + headers + ", Signature=" + signature;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "get-vanilla,                      GET,  /, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "post-vanilla,                     POST, /, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "get-relative-relative-normalized, GET,  /example1/example2/../..,"
                + " 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-slash-dot-slash-normalized,   GET,  /./,"
                + " 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-slash-pointless-dot-normalized, GET, /./example,"
                + " ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
        "get-slashes-normalized,           GET,  //example//,"
                + " 9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        "get-space-normalized,             GET,  /example space/,"
                + " 652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
        "get-utf8,                         GET,  /ሴ,"
                + " 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        "get-unreserved, GET, /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz,"
                + " 07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "get-vanilla-query-order-key-case, GET,  /?Param2=value2&Param1=value1,"
                + " b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "get-vanilla-query-order-encoded,  GET,  /?Param-3=Value3&Param=Value2&%E1%88%B4=Value1,"
                + " 371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
        "get-vanilla-query-order-value,    GET,  /?Param1=value2&Param1=value1,"
                + " 5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694",
        "get-vanilla-utf8-query,           GET,  /?ሴ=bar,"
                + " 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"
    })
    void aRequestIsSignedAsInTheSuite(String name, String method, String target, String signature) {
        Map<String, String> added = signer(null).sign(method, target, HOST, EMPTY, NOW);
        assertEquals(authorization("host;x-amz-date", signature), added.get("authorization"));
        assertEquals("20150830T123600Z", added.get("x-amz-date"));
        assertEquals(2, added.size());
    }

    /** get-vanilla-with-session-token. */
    @Test
    void aSessionTokenIsSentAndSigned() {
        String token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
        Map<String, String> added = signer(token).sign("GET", "/", HOST, EMPTY, NOW);
        assertEquals(token, added.get("x-amz-security-token"));
        String signature = "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8";
        assertEquals(authorization("host;x-amz-date;x-amz-security-token", signature), added.get("authorization"));
    }

    /** get-header-value-trim. */
    @Test
    void headersAreTrimmedAndTheirSpacesAreOne() {
        Map<String, String> headers = new LinkedHashMap<>(HOST);
        headers.put("My-Header2", " \"a   b   c\" ");
        headers.put("My-Header1", " value1");
        String signature = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736";
        assertEquals(
                authorization("host;my-header1;my-header2;x-amz-date", signature),
                signer(null).sign("GET", "/", headers, EMPTY, NOW).get("authorization"));
    }

    /** post-x-www-form-urlencoded. */
    @Test
    void theBodyIsSigned() {
        Map<String, String> headers = new LinkedHashMap<>(HOST);
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        headers.put("Content-Length", "13");
        headers.put("x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e");
        byte[] body = "Param1=value1".getBytes(StandardCharsets.US_ASCII);
        String signature = "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b";
        assertEquals(
                authorization("content-length;content-type;host;x-amz-content-sha256;x-amz-date", signature),
                signer(null).sign("POST", "/", headers, body, NOW).get("authorization"));
    }

    @Test
    void anEncodedPathIsEncodedOnceMore() {
        var request = CanonicalRequest.of("POST", "/model/a%3Ab%2Fc/converse", HOST, "hash");
        assertEquals("POST\n/model/a%253Ab%252Fc/converse\n\nhost:example.amazonaws.com\n\nhost\nhash", request.text());
    }

    @Test
    void aQueryThatIsNotEncodedDoesNotStopTheSigning() {
        var request = CanonicalRequest.of("GET", "/a?b=%zz&&c", HOST, "hash");
        assertTrue(request.text().startsWith("GET\n/a\nb=%25zz&c=\n"), request.text());
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.amazonaws.com,     example.amazonaws.com",
        "https://example.amazonaws.com:443, example.amazonaws.com",
        "http://127.0.0.1:80,               127.0.0.1",
        "http://127.0.0.1:8080,             127.0.0.1:8080",
        "https://example.amazonaws.com:80,  example.amazonaws.com:80"
    })
    void theHostIsSignedAsItIsSent(String server, String host) {
        var signer = signer(null);
        assertEquals(
                signer.sign("GET", "/", Map.of("host", host), EMPTY, NOW),
                signer.sign("GET", URI.create(server), "/", EMPTY, NOW));
    }

    @Test
    void anotherSecondAnotherSignature() {
        var signer = signer(null);
        var now = signer.sign("GET", "/", HOST, EMPTY, NOW);
        var later = signer.sign("GET", "/", HOST, EMPTY, NOW.plusSeconds(1));
        assertNotEquals(now.get("authorization"), later.get("authorization"));
        assertEquals("20150830T123601Z", later.get("x-amz-date"));
        assertEquals(Set.of("x-amz-date", "authorization"), now.keySet());
    }

    @Test
    void aSignerDoesNotPrintItsKeys() {
        assertEquals("SigV4(service)", signer("token").toString());
    }
}
