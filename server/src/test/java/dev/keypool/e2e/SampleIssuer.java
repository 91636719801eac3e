package dev.keypool.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.JWKGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A real issuer of OpenID Connect on 127.0.0.1: it holds its clients to the rules, and itself breaks those that a test tells it to. Thread-safe. */
final class SampleIssuer implements AutoCloseable {
    static final String CLIENT = "keypool-tests";
    static final String SECRET = "issuer-secret-canary-51c9e0";

    /** What it does wrong. */
    enum Lie {
        NONE,
        BROKEN,
        NO_JSON,
        OTHER_NAME,
        REFUSES_CODES,
        NO_ID_TOKEN,
        FOREIGN_KEY,
        PUBLIC_KEY_AS_SECRET,
        UNSIGNED,
        OTHER_AUDIENCE,
        OTHER_ISSUER,
        OLD,
        OTHER_NONCE,
        UNVERIFIED,
        UNSAID,
        VERIFIED_AS_TEXT,
        NO_EMAIL
    }

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Asked> codes = new ConcurrentHashMap<>();
    private final Map<String, String> people = new ConcurrentHashMap<>();
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private volatile JWK key = rsaKey();
    private volatile Lie lie = Lie.NONE;
    private volatile boolean terse;

    /** What a code stands for. */
    private record Asked(MultiMap request, String email) {}

    SampleIssuer() {
        secrets.add(SECRET);
        server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    void lies(Lie lie) {
        this.lie = lie;
    }

    /** Whether ID tokens hold no more than they must, and the rest has to be asked for. */
    void terse(boolean terse) {
        this.terse = terse;
    }

    /** To another of the same kind, or to one of an elliptic curve. */
    void changesItsKey(boolean curve) {
        key = curve ? curveKey() : rsaKey();
    }

    /** All codes and tokens that it ever gave, and what it shares with its client. */
    Set<String> secrets() {
        return secrets;
    }

    /** What a browser does on the issuer's page; gives the path and query to which it is led. */
    String answer(String address, String email, boolean yes) {
        URI consent = URI.create(address.replace("/authorize?", "/consent?") + "&email="
                + URLEncoder.encode(email, StandardCharsets.UTF_8) + "&answer=" + (yes ? "yes" : "no"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(HttpRequest.newBuilder(consent).build(), BodyHandlers.discarding());
            URI to = URI.create(answer.headers().firstValue("Location").orElseThrow());
            return to.getRawPath() + "?" + to.getRawQuery();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/.well-known/openid-configuration" -> discovery(request.response());
            case "/authorize" -> page(request);
            case "/consent" -> consent(request);
            case "/token" ->
                request.setExpectMultipart(true).endHandler(v -> token(request)); // the form is there when all came
            case "/jwks" -> json(request.response(), 200, "{\"keys\":[" + key.toPublicJWK() + "]}");
            case "/userinfo" -> userinfo(request);
            default -> request.response().setStatusCode(204).end();
        }
    }

    private void discovery(HttpServerResponse response) {
        String name = lie == Lie.OTHER_NAME ? "https://other.example" : address();
        String text = """
                {"issuer":"%s","authorization_endpoint":"%2$s/authorize","token_endpoint":"%2$s/token","jwks_uri":"%2$s/jwks",
                "userinfo_endpoint":"%2$s/userinfo","response_types_supported":["code"],"subject_types_supported":["public"],
                "id_token_signing_alg_values_supported":["RS256","ES256"]}""".formatted(name, address());
        json(response, lie == Lie.BROKEN ? 500 : 200, lie == Lie.NO_JSON ? "<html>" : text);
    }

    private static void page(HttpServerRequest request) {
        String kept = StreamSupport.stream(request.params().spliterator(), false)
                .map(each -> "<input type=hidden name=%s value='%s'>".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining());
        request.response().putHeader("Content-Type", "text/html; charset=utf-8").end("""
                <!doctype html><html lang=en><title>Sample issuer</title><h1>Sample issuer</h1><form action=/consent>%s
                <label>Your address <input name=email></label>
                <button name=answer value=yes>Allow</button><button name=answer value=no>Decline</button></form>""".formatted(kept));
    }

    private void consent(HttpServerRequest request) {
        MultiMap asked = request.params();
        String code = UUID.randomUUID().toString();
        boolean right = CLIENT.equals(asked.get("client_id")) && "S256".equals(asked.get("code_challenge_method"));
        secrets.add(code);
        if (right) codes.put(code, new Asked(asked, Objects.requireNonNull(asked.get("email"))));
        String answer = "yes".equals(asked.get("answer")) ? "code=" + code : "error=access_denied";
        request.response()
                .setStatusCode(303)
                .putHeader("Location", asked.get("redirect_uri") + "?" + answer + "&state=" + asked.get("state"))
                .end();
    }

    private void token(HttpServerRequest request) {
        MultiMap form = request.formAttributes();
        String basic =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        Asked asked = codes.remove(Objects.requireNonNullElse(form.get("code"), ""));
        if (!basic.equals(request.getHeader("Authorization"))) {
            json(request.response(), 401, "{\"error\":\"invalid_client\"}");
        } else if (lie == Lie.REFUSES_CODES || asked == null || !fits(asked.request(), form)) {
            json(request.response(), 400, "{\"error\":\"invalid_grant\"}");
        } else give(asked, request.response());
    }

    private static boolean fits(MultiMap asked, MultiMap form) {
        var proven = CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(form.get("code_verifier")));
        return proven.getValue().equals(asked.get("code_challenge"))
                && Objects.equals(asked.get("redirect_uri"), form.get("redirect_uri"));
    }

    private void give(Asked asked, HttpServerResponse response) {
        String access = UUID.randomUUID().toString();
        people.put(access, asked.email());
        ObjectNode answer = Http.JSON
                .createObjectNode()
                .put("access_token", access)
                .put("token_type", "Bearer")
                .put("expires_in", 300);
        if (lie != Lie.NO_ID_TOKEN) {
            var token = new SampleIdToken(
                    address(), asked.email(), String.valueOf(asked.request().get("nonce")), terse);
            String signed = token.signed(key, lie);
            secrets.add(signed);
            answer.put("id_token", signed);
        }
        secrets.add(access);
        json(response, 200, answer.toString());
    }

    private void userinfo(HttpServerRequest request) {
        String token = Objects.requireNonNullElse(request.getHeader("Authorization"), "");
        String email = people.get(token.replace("Bearer ", ""));
        ObjectNode answer = Http.JSON.createObjectNode().put("sub", SampleIdToken.subject(String.valueOf(email)));
        if (lie != Lie.NO_EMAIL) answer.put("email", email).put("email_verified", true);
        json(request.response(), email == null ? 401 : 200, answer.toString());
    }

    private static void json(HttpServerResponse response, int status, String text) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(text);
    }

    private static JWK rsaKey() {
        return made(new RSAKeyGenerator(2048));
    }

    private static JWK curveKey() {
        return made(new ECKeyGenerator(Curve.P_256));
    }

    private static JWK made(JWKGenerator<? extends JWK> generator) {
        try {
            return generator.keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
