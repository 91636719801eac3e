package dev.keypool.dashboard;

import dev.keypool.http.Answer;
import dev.keypool.http.SameOrigin;
import dev.keypool.http.ShownSession;
import dev.keypool.http.TryRate;
import dev.keypool.identity.Sessions;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.Map;

/** {@code /dashboard/session}: sign in, ask who one is, sign out. What touches the database runs on a virtual thread. Thread-safe. */
final class SessionDoor {
    private final Sessions sessions;
    private final TryRate rate;
    private final Cookies cookies;
    private final Workers workers = new Workers();

    SessionDoor(Dashboard.Parts parts) {
        this.sessions = parts.sessions();
        this.rate = tries(parts.clock());
        this.cookies = new Cookies(parts.secureCookie());
    }

    /** Ways in are tried so often from one address. */
    static TryRate tries(InstantSource clock) {
        return new TryRate(10, "sign-ins a minute came from this address", clock);
    }

    void handle(Reply reply) {
        try {
            switch (reply.request().method().name()) {
                case "POST" -> signIn(reply);
                case "GET", "HEAD" -> {
                    ShownSession shown = shown(reply.request());
                    workers.answer(reply, () -> Answer.ok(SessionView.of(sessions.about(shown))));
                }
                case "DELETE" -> signOut(reply);
                default -> reply.onlyTakes("DELETE, GET, HEAD, POST");
            }
        } catch (Refusal refusal) {
            reply.refuse(refusal);
        }
    }

    private void signIn(Reply reply) {
        SameOrigin.check(reply.request());
        rate.mustHave(reply.network());
        SmallBody.read(
                reply,
                "token",
                "client_id:api_key:api_secret",
                token -> workers.answer(
                        reply,
                        () -> cookies.signedIn(sessions.open(Secret.of(token), reply.origin()), reply.request())));
    }

    private void signOut(Reply reply) {
        ShownSession shown = shown(reply.request());
        workers.answer(reply, () -> {
            sessions.end(shown, reply.origin());
            String gone = cookies.session("", 0, reply.request());
            return new Answer(200, Map.of("success", true), Map.of("Set-Cookie", gone));
        });
    }

    private static ShownSession shown(HttpServerRequest request) {
        ShownSession shown = ShownSession.of(request);
        if (shown != null) return shown;
        throw new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "unauthenticated",
                "No session cookie was sent. Sign in with POST /dashboard/session.");
    }
}
