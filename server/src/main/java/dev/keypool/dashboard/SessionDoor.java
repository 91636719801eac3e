package dev.keypool.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Answer;
import dev.keypool.http.ErrorTable;
import dev.keypool.http.JsonBody;
import dev.keypool.http.SameOrigin;
import dev.keypool.http.ShownSession;
import dev.keypool.http.TryRate;
import dev.keypool.identity.Sessions;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /dashboard/session}: sign in, ask who one is, sign out. What touches the database runs on a virtual thread. Thread-safe. */
final class SessionDoor {
    private static final Logger LOG = LoggerFactory.getLogger(SessionDoor.class);
    private static final int MOST_BODY = 4_096;
    private static final int MOST_TRIES = 10;

    private final Sessions sessions;
    private final TryRate rate;
    private final boolean secureCookie;
    private final ThreadFactory workers =
            Thread.ofVirtual().name("dashboard-", 0).factory();

    SessionDoor(Dashboard.Parts parts) {
        this.sessions = parts.sessions();
        this.rate = new TryRate(MOST_TRIES, "sign-ins a minute came from this address", parts.clock());
        this.secureCookie = parts.secureCookie();
    }

    /** What a page is told of its session. */
    private record View(long brandId, String brandName, String clientName, String csrfToken, Instant expiresAt) {
        static View of(Sessions.About about) {
            return new View(
                    about.brand().value(), about.brandName(), about.clientName(), about.csrfToken(), about.expiresAt());
        }
    }

    void handle(Reply reply) {
        try {
            switch (reply.request().method().name()) {
                case "POST" -> signIn(reply);
                case "GET", "HEAD" -> {
                    ShownSession shown = shown(reply.request());
                    answer(reply, () -> Answer.ok(View.of(sessions.about(shown))));
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
        rate.mustHave(reply.address());
        body(reply, body -> {
            Secret token = token(JsonBody.object(reply.request(), body));
            answer(reply, () -> {
                Sessions.Opened opened = sessions.open(token, origin(reply));
                String cookie = opened.cookie().reveal(Secret.Use.SHOWN_ONCE);
                return new Answer(
                        201,
                        View.of(opened.about()),
                        Map.of("Set-Cookie", cookie(cookie, Sessions.LIFE.toSeconds(), reply.request())));
            });
        });
    }

    private void signOut(Reply reply) {
        ShownSession shown = shown(reply.request());
        answer(reply, () -> {
            sessions.end(shown, origin(reply));
            return new Answer(200, Map.of("success", true), Map.of("Set-Cookie", cookie("", 0, reply.request())));
        });
    }

    private String cookie(String value, long seconds, HttpServerRequest request) {
        return ShownSession.COOKIE + "=" + value + "; Path=/; Max-Age=" + seconds + "; HttpOnly; SameSite=Strict"
                + (secureCookie || request.isSSL() ? "; Secure" : "");
    }

    private static Sessions.Origin origin(Reply reply) {
        return new Sessions.Origin(reply.address(), reply.requestId());
    }

    private static ShownSession shown(HttpServerRequest request) {
        ShownSession shown = ShownSession.of(request);
        if (shown != null) return shown;
        throw new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "unauthenticated",
                "No session cookie was sent. Sign in with POST /dashboard/session.");
    }

    private static Secret token(ObjectNode body) {
        var token = body.get("token");
        if (body.size() == 1 && token != null && token.isTextual()) return Secret.of(token.textValue());
        String sentence = "The body must be {\"token\": \"client_id:api_key:api_secret\"} and nothing else.";
        throw Refusal.invalid(List.of(new Refusal.Fault(List.of("body", "token"), sentence, "wrong_form")));
    }

    /** Reads a small body on the event loop; a larger one is refused, and what still comes of it is thrown away. */
    private static void body(Reply reply, Consumer<byte[]> then) {
        Buffer kept = Buffer.buffer();
        HttpServerRequest request = reply.request();
        request.handler(chunk -> {
            if (kept.length() <= MOST_BODY) kept.appendBuffer(chunk);
        });
        request.exceptionHandler(broken -> {}); // nobody is left to be told
        request.endHandler(end -> {
            try {
                if (kept.length() > MOST_BODY) throw tooLarge();
                then.accept(kept.getBytes());
            } catch (Refusal refusal) {
                reply.refuse(refusal);
            }
        });
    }

    private static Refusal tooLarge() {
        return new Refusal(
                Refusal.Kind.TOO_LARGE,
                "body_too_large",
                "The body is larger than " + MOST_BODY + " bytes, the most that is taken. Send the token alone.");
    }

    private void answer(Reply reply, Supplier<Answer> work) {
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        workers.newThread(() -> {
                    Answer answer = run(reply, work);
                    loop.runOnContext(v -> reply.send(answer));
                })
                .start();
    }

    private static Answer run(Reply reply, Supplier<Answer> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            return ErrorTable.answer(refusal, reply.requestId());
        } catch (RuntimeException fault) {
            LOG.error("Request {} to /dashboard/session failed", reply.requestId(), fault);
            return ErrorTable.internal(reply.requestId());
        }
    }
}
