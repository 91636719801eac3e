package dev.keypool.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A browser on its way to an issuer and back, without its pages. Used by one thread. */
final class Traveller {
    private final Http http;
    private final SampleIssuer issuer;
    private @Nullable String cookie;
    private @Nullable Visitor visitor;

    Traveller(Product product, SampleIssuer issuer) {
        this.http = product.http(null);
        this.issuer = issuer;
    }

    /** Names and values of the settings by which people sign in by that issuer. */
    static String[] settings(SampleIssuer issuer, String publicUrl) {
        return new String[] {
            "KEYPOOL_DASHBOARD_OIDC_ISSUER",
            issuer.address(),
            "KEYPOOL_DASHBOARD_OIDC_CLIENT_ID",
            SampleIssuer.CLIENT,
            "KEYPOOL_DASHBOARD_OIDC_CLIENT_SECRET",
            SampleIssuer.SECRET,
            "KEYPOOL_DASHBOARD_OIDC_NAME",
            "Sample Inc.",
            "KEYPOOL_DASHBOARD_PUBLIC_URL",
            publicUrl
        };
    }

    Traveller with(String cookie) {
        this.cookie = cookie;
        return this;
    }

    String cookie() {
        return Objects.requireNonNull(cookie);
    }

    /** To the issuer, where it answers; gives where it is led to. */
    String go(String email, boolean yes) {
        Reply start = keep(http.get("/dashboard/oidc/start"));
        return issuer.answer(start.header("Location"), email, yes);
    }

    Reply comeBack(String path) {
        return keep(cookie == null ? http.get(path) : http.send("GET", path, null, "Cookie", cookie));
    }

    /** Gives where it ends. */
    String goAndComeBack(String email) {
        return comeBack(go(email, true)).header("Location");
    }

    JsonNode view() {
        return http.send("GET", "/dashboard/oidc", null, "Cookie", cookie()).json();
    }

    Reply enter(String client, String... headers) {
        Reply reply = send("{\"client_id\":\"" + client + "\"}", headers);
        if (reply.status() == 201) {
            String session = reply.header("Set-Cookie").split(";", 2)[0];
            visitor = new Visitor(http, session, reply.json().get("csrf_token").asText());
        }
        return reply;
    }

    Reply send(String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Cookie", cookie()));
        return http.send("POST", "/dashboard/oidc/session", body, all.toArray(String[]::new));
    }

    /** Once it has entered. */
    Visitor visitor() {
        return Objects.requireNonNull(visitor);
    }

    private Reply keep(Reply reply) {
        String set = reply.header("Set-Cookie");
        if (!set.isEmpty()) cookie = set.split(";", 2)[0];
        return reply;
    }
}
