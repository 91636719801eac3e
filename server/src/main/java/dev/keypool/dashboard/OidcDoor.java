package dev.keypool.dashboard;

import dev.keypool.http.Answer;
import dev.keypool.http.SameOrigin;
import dev.keypool.http.TryRate;
import dev.keypool.identity.Sessions;
import dev.keypool.oidc.Issuer;
import dev.keypool.oidc.SignInFault;
import dev.keypool.values.Person;
import dev.keypool.values.Refusal;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sign-in by an issuer of OpenID Connect. A browser is sent there, comes back with a code, and is led on to a page of ours without it; that page asks who came, and opens the
 * session by a request of its own origin. So nothing here hangs on a cookie that browsers keep back after a stranger's link, and no link signs anybody in. Thread-safe.
 */
final class OidcDoor {
    static final String ROOT = Dashboard.ROOT + "/oidc";
    static final String COOKIE = "kp_oidc";
    static final String PAGE = Dashboard.ROOT + "/sign-in";
    private static final Logger LOG = LoggerFactory.getLogger(OidcDoor.class);

    private final Sessions sessions;
    private final Dashboard.Oidc oidc;
    private final TryRate rate;
    private final Cookies cookies;
    private final Visits<Issuer.Departure> departures;
    private final Visits<Person> arrivals;
    private final Workers workers = new Workers();

    OidcDoor(Dashboard.Parts parts, Dashboard.Oidc oidc) {
        this.sessions = parts.sessions();
        this.oidc = oidc;
        this.rate = SessionDoor.tries(parts.clock());
        this.cookies = new Cookies(parts.secureCookie());
        this.departures = new Visits<>(parts.clock(), oidc.random());
        this.arrivals = new Visits<>(parts.clock(), oidc.random());
    }

    /** @param name what the button is called, null where there is none */
    private record View(@Nullable String name, @Nullable Arrival arrival) {}

    private record Arrival(String email, List<Sessions.Entrance> clients) {}

    /** One step of the way. */
    @FunctionalInterface
    private interface Step {
        Answer take() throws SignInFault;
    }

    /** The answer where the operator set no issuer. */
    static void off(Reply reply) {
        if (reply.path().equals(ROOT)) onGet(reply, r -> r.send(Answer.ok(new View(null, null))));
        else {
            String sentence =
                    "Sign-in by OpenID Connect is not set up here. The operator sets keypool.dashboard.oidc.issuer.";
            reply.refuse(new Refusal(Refusal.Kind.NOT_FOUND, "oidc_off", sentence));
        }
    }

    void handle(Reply reply) {
        switch (reply.path().substring(ROOT.length())) {
            case "" -> onGet(reply, this::view);
            case "/start" -> onGet(reply, this::start);
            case "/callback" -> onGet(reply, this::callback);
            case "/session" -> {
                if (reply.request().method().equals(HttpMethod.POST)) open(reply);
                else reply.onlyTakes("POST");
            }
            default ->
                reply.refuse(new Refusal(
                        Refusal.Kind.NOT_FOUND,
                        "not_found",
                        "There is nothing at this address. Begin at " + PAGE + "."));
        }
    }

    private static void onGet(Reply reply, Consumer<Reply> act) {
        if (reply.request().method().equals(HttpMethod.GET)) act.accept(reply);
        else reply.onlyTakes("GET");
    }

    private void view(Reply reply) {
        Person person = arrivals.of(cookie(reply));
        workers.answer(reply, () -> {
            Arrival arrival = person == null ? null : new Arrival(person.email(), sessions.entrances(person));
            return Answer.ok(new View(oidc.name(), arrival));
        });
    }

    private void start(Reply reply) {
        if (!SameOrigin.holds(reply.request())) {
            // At an issuer that knows the person already, a stranger's link would lead through to a session: the button
            // is pressed first.
            reply.send(new Answer(303, Map.of("success", false), Map.of("Location", Dashboard.ROOT)));
            return;
        }
        boolean many = rate.take(reply.network()) > 0;
        step(reply, () -> {
            if (many) throw new SignInFault(SignInFault.Kind.TOO_MANY, "more than ten a minute");
            Issuer.Departure departure = oidc.issuer().depart();
            return leadTo(departure.address().toString(), departures.keep(departure), reply);
        });
    }

    private void callback(Reply reply) {
        Issuer.Departure departure = departures.take(cookie(reply));
        step(reply, () -> {
            if (departure == null) {
                throw new SignInFault(
                        SignInFault.Kind.EXPIRED, "this browser has begun none, or it is over ten minutes old");
            }
            Person person = oidc.issuer().arrive(departure, reply.request().query());
            // A cookie that somebody had planted here knows nothing of who came.
            return leadTo(PAGE, arrivals.keep(person), reply);
        });
    }

    private void open(Reply reply) {
        try {
            SameOrigin.check(reply.request());
        } catch (Refusal refusal) {
            reply.refuse(refusal);
            return;
        }
        String cookie = cookie(reply);
        SmallBody.read(
                reply,
                "client_id",
                "cli_…",
                client -> workers.answer(reply, () -> {
                    Person person = arrivals.of(cookie);
                    if (person == null) throw over();
                    Sessions.Opened opened = sessions.open(person, client, reply.origin());
                    arrivals.take(cookie);
                    return cookies.signedIn(opened, reply.request());
                }));
    }

    /** Whatever goes wrong is told on the sign-in page; the log has why. */
    private void step(Reply reply, Step step) {
        workers.answer(reply, () -> {
            try {
                return step.take();
            } catch (SignInFault fault) {
                String kind = fault.kind().wire();
                LOG.warn(
                        "Request {}: nobody was signed in by {}, {}: {}",
                        reply.requestId(),
                        oidc.issuer().name(),
                        kind,
                        fault.detail());
                return leadTo(PAGE + "?fault=" + kind + "&request=" + reply.requestId(), null, reply);
            }
        });
    }

    /** @param visit value of the cookie from now on, null to have none */
    private Answer leadTo(String address, @Nullable String visit, Reply reply) {
        String cookie = visit == null
                ? cookies.visit("", 0, reply.request())
                : cookies.visit(visit, Visits.LIFE.toSeconds(), reply.request());
        return new Answer(303, Map.of("success", visit != null), Map.of("Location", address, "Set-Cookie", cookie));
    }

    private static @Nullable String cookie(Reply reply) {
        Cookie cookie = reply.request().getCookie(COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    private static Refusal over() {
        return new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "sign_in_over",
                "This sign-in is over: it was finished already, or is older than ten minutes. Begin again at /dashboard.");
    }
}
