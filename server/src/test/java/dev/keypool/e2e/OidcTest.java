package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.e2e.SampleIssuer.Lie;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sign-in by OpenID Connect, as a browser does it, against an issuer that lies where it is told to. */
final class OidcTest {
    private static final String LIST = "/api/v1/integrations";
    private static final String PUBLIC = "https://keypool.example.com";

    private static SampleIssuer issuer;
    private static Stage stage;

    @BeforeAll
    static void start(@TempDir Path folder) {
        issuer = new SampleIssuer();
        stage = new Stage(folder, Traveller.settings(issuer, PUBLIC + "/"));
    }

    @AfterAll
    static void stop() {
        stage.close();
        issuer.close();
    }

    /** All tests come from one address. */
    @AfterEach
    void rest() {
        issuer.lies(Lie.NONE);
        issuer.terse(false);
        stage.pass(Duration.ofHours(2)); // what was discovered is forgotten too
    }

    @Test
    void thePersonIsSentToTheIssuerWithEverythingThatTheWayBackIsHeldAgainst() {
        Reply start = nobody().get("/dashboard/oidc/start");
        assertEquals(303, start.status());
        String to = start.header("Location");
        assertTrue(to.startsWith(issuer.address() + "/authorize?"), to);
        for (String part : new String[] {
            "response_type=code",
            "client_id=" + SampleIssuer.CLIENT,
            "scope=openid\\+email",
            "state=[A-Za-z0-9_-]{43}(&|$)",
            "nonce=[A-Za-z0-9_-]{43}(&|$)",
            "code_challenge=[A-Za-z0-9_-]{43}(&|$)",
            "code_challenge_method=S256",
            "redirect_uri=https%3A%2F%2Fkeypool.example.com%2Fdashboard%2Foidc%2Fcallback"
        }) assertTrue(Pattern.compile(part).matcher(to).find(), part + " in " + to);
        assertFalse(to.contains(SampleIssuer.SECRET));
        String cookie = start.header("Set-Cookie");
        assertTrue(
                cookie.matches("kp_oidc=[0-9a-f]{64}; Path=/dashboard/oidc; Max-Age=600; HttpOnly; SameSite=Lax"),
                cookie);
        assertEquals("no-store", start.header("Cache-Control"));
    }

    @Test
    void theHostThatIsAskedForDoesNotSteerTheWayBack() {
        Reply start = nobody().send(
                        "GET",
                        "/dashboard/oidc/start?redirect_uri=https://evil.example",
                        null,
                        "X-Forwarded-Host",
                        "evil.example");
        assertFalse(start.header("Location").contains("evil"), start.header("Location"));
    }

    @Test
    void whoFitsOneClientIsLetInAsThatClientAndTheAuditLogKnowsWhoItWas() {
        try (Brand brand = brand("ann@one.example")) {
            Traveller ann = traveller();
            assertEquals("/dashboard/sign-in", ann.goAndComeBack("Ann@One.example"));
            JsonNode told = ann.view().get("arrival");
            assertEquals("Ann@One.example", told.get("email").asText());
            assertEquals(1, told.get("clients").size());
            assertEquals(brand.clientId(), told.at("/clients/0/client_id").asText());
            Reply in = ann.enter(brand.clientId());
            assertEquals(201, in.status(), in.text());
            assertEquals("Ann@One.example", in.json().get("person").asText());
            assertTrue(in.header("Set-Cookie").contains("SameSite=Strict"));
            Visitor visitor = ann.visitor();
            assertEquals(200, visitor.get(LIST).status());
            assertEquals(
                    201,
                    visitor.send("POST", "/api/v1/agents", "{\"name\":\"robot\",\"scopes\":[\"gate:chat\"]}")
                            .status());
            JsonNode log = stage.product()
                    .admin()
                    .get("/api/v1/admin/audit?brand_id=" + brand.id())
                    .json()
                    .get("entries");
            assertEquals("agent.created", log.at("/0/action").asText());
            assertEquals("oidc", log.at("/0/via").asText());
            assertEquals("Ann@One.example", log.at("/0/person").asText());
            assertEquals("session.opened", log.at("/1/action").asText());
            assertEquals(
                    "subject of Ann@One.example", log.at("/1/after/subject").asText());
            assertEquals(issuer.address(), log.at("/1/after/issuer").asText());
        }
    }

    @Test
    void whoFitsSeveralClientsChoosesAndNoOther() {
        try (Brand one = brand("*@many.example");
                Brand two = brand("bob@many.example");
                Brand three = brand("carl@many.example")) {
            Traveller bob = traveller();
            bob.goAndComeBack("bob@many.example");
            assertEquals(2, bob.view().at("/arrival/clients").size());
            Reply wrong = bob.enter(three.clientId());
            assertEquals(403, wrong.status());
            assertEquals("no_entrance", wrong.json().get("code").asText());
            assertEquals(201, bob.enter(two.clientId()).status());
            assertEquals(
                    two.id(),
                    bob.visitor()
                            .get("/dashboard/session")
                            .json()
                            .get("brand_id")
                            .asLong());
            assertNotEquals(one.id(), two.id());
            assertEquals(401, bob.enter(one.clientId()).status(), "one arrival opens one session");
        }
    }

    @Test
    void whoFitsNoneIsKnownButNotLetIn() {
        try (Brand brand = brand("*@example.org")) {
            Traveller eve = traveller();
            eve.goAndComeBack("eve@sub.example.org");
            assertEquals(0, eve.view().at("/arrival/clients").size());
            assertEquals("eve@sub.example.org", eve.view().at("/arrival/email").asText());
            assertEquals(403, eve.enter(brand.clientId()).status());
            assertEquals(403, eve.enter("cli_nobody").status());
            // The Kelvin sign is k in lower case, and is none.
            Traveller kelvin = traveller();
            try (Brand kay = brand("k@kelvin.example")) {
                kelvin.goAndComeBack("\u212a@kelvin.example");
                assertEquals(0, kelvin.view().at("/arrival/clients").size());
                assertEquals(403, kelvin.enter(kay.clientId()).status());
            }
        }
    }

    @Test
    void aSessionEndsWithTheAddressTheClientAndTheBrandButNotWithTheToken() {
        try (Brand brand = brand("dan@end.example", "*@other.example")) {
            Visitor dan = visitor(brand, "dan@end.example");
            Visitor other = visitor(brand, "x@other.example");
            admin("POST", "/api/v1/admin/clients/" + brand.clientId() + "/rotate", "{}");
            assertEquals(200, dan.get(LIST).status());
            admin("PATCH", "/api/v1/admin/clients/" + brand.clientId(), "{\"sign_in_emails\":[\"*@OTHER.example\"]}");
            assertEquals("session_ended", dan.get(LIST).json().get("code").asText());
            assertEquals(200, other.get(LIST).status());
            admin(
                    "PATCH",
                    "/api/v1/admin/clients/" + brand.clientId(),
                    "{\"sign_in_emails\":[\"dan@end.example\",\"*@other.example\"]}");
            assertEquals(401, dan.get(LIST).status(), "what ended does not begin again");
            admin("PATCH", "/api/v1/admin/clients/" + brand.clientId(), "{\"is_active\":false}");
            assertEquals(401, other.get(LIST).status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "BROKEN, issuer_unreachable",
        "NO_JSON, issuer_unusable",
        "OTHER_NAME, issuer_unusable",
    })
    void anIssuerThatIsNoneIsToldBeforeTheWay(Lie lie, String fault) {
        issuer.lies(lie);
        assertFault(fault, nobody().get("/dashboard/oidc/start"));
    }

    @ParameterizedTest
    @CsvSource({
        "REFUSES_CODES, code_refused",
        "NO_ID_TOKEN, issuer_unusable",
        "FOREIGN_KEY, unproven",
        "PUBLIC_KEY_AS_SECRET, unproven",
        "UNSIGNED, unproven",
        "OTHER_AUDIENCE, unproven",
        "OTHER_ISSUER, unproven",
        "OLD, unproven",
        "OTHER_NONCE, unproven",
        "UNVERIFIED, unverified_email",
        "VERIFIED_AS_TEXT, unverified_email",
        "NO_EMAIL, no_email",
    })
    void whatMustNotBeBelievedLetsNobodyIn(Lie lie, String fault) {
        try (Brand brand = brand("ann@lies.example")) {
            Traveller ann = traveller();
            String back = ann.go("ann@lies.example", true);
            issuer.lies(lie);
            assertFault(fault, ann.comeBack(back));
            assertTrue(ann.view().get("arrival").isNull());
            assertEquals(401, ann.enter(brand.clientId()).status());
        }
    }

    @Test
    void whoDeclinesIsToldSo() {
        Traveller ann = traveller();
        assertFault("denied", ann.comeBack(ann.go("ann@lies.example", false)));
    }

    @Test
    void aCodeIsGoodOnceAndInItsBrowserAndForTenMinutes() {
        Traveller ann = traveller();
        String back = ann.go("ann@once.example", true);
        assertFault("expired", traveller().comeBack(back));
        assertFault("expired", traveller().with("kp_oidc=" + "0".repeat(64)).comeBack(back));
        Traveller mallory = traveller();
        mallory.go("mallory@once.example", true);
        assertFault("expired", mallory.comeBack(back));
        assertEquals(303, ann.comeBack(back).status());
        assertFault("expired", ann.comeBack(back));
        Traveller late = traveller();
        String slow = late.go("ann@once.example", true);
        stage.pass(Duration.ofMinutes(10));
        assertFault("expired", late.comeBack(slow));
    }

    @Test
    void anArrivalIsForgottenAfterTenMinutesAndItsCookieIsNotTheOneThatWentAway() {
        try (Brand brand = brand("ann@late.example")) {
            Traveller ann = traveller();
            String back = ann.go("ann@late.example", true);
            String before = ann.cookie();
            ann.comeBack(back);
            assertNotEquals(before, ann.cookie());
            assertTrue(traveller().with(before).view().get("arrival").isNull());
            stage.pass(Duration.ofMinutes(10));
            Reply late = ann.enter(brand.clientId());
            assertEquals(401, late.status());
            assertEquals("sign_in_over", late.json().get("code").asText());
        }
    }

    @Test
    void aPageOfAnotherSiteOpensNoSession() {
        try (Brand brand = brand("ann@cross.example")) {
            Traveller ann = traveller();
            ann.goAndComeBack("ann@cross.example");
            Reply reply = ann.enter(brand.clientId(), "Origin", "https://evil.example");
            assertEquals(403, reply.status());
            assertEquals("cross_origin", reply.json().get("code").asText());
            assertEquals(422, ann.send("{\"client\":1}").status());
            assertEquals(201, ann.enter(brand.clientId()).status());
        }
    }

    @Test
    void anAnswerThatIsNoneOrOfAnotherIssuerIsNoUse() {
        Traveller ann = traveller();
        String back = ann.go("ann@mix.example", true);
        assertFault("unproven", ann.comeBack(back + "&iss=https%3A%2F%2Fother.example"));
        ann.go("ann@mix.example", true);
        assertFault("expired", ann.comeBack("/dashboard/oidc/callback"));
        ann.go("ann@mix.example", true);
        assertFault("expired", ann.comeBack("/dashboard/oidc/callback?code=x&error=y"));
    }

    @Test
    void aNewKeyOfTheIssuerIsFetchedWhenATokenNamesIt() {
        Traveller ann = traveller();
        assertEquals("/dashboard/sign-in", ann.goAndComeBack("ann@keys.example"));
        issuer.changesItsKey();
        assertEquals("/dashboard/sign-in", ann.goAndComeBack("ann@keys.example"));
    }

    @Test
    void whatTheIdTokenDoesNotHoldIsAskedFor() {
        issuer.terse(true);
        Traveller ann = traveller();
        ann.goAndComeBack("ann@terse.example");
        assertEquals("ann@terse.example", ann.view().at("/arrival/email").asText());
    }

    @Test
    void theEleventhStartOfAMinuteWaits() {
        for (int i = 0; i < 10; i++)
            assertTrue(nobody().get("/dashboard/oidc/start").header("Location").startsWith(issuer.address()));
        assertFault("too_many", nobody().get("/dashboard/oidc/start"));
    }

    @Test
    void otherMethodsAndPathsAreToldWhatThereIs() {
        assertEquals(405, nobody().post("/dashboard/oidc/start", "{}").status());
        assertEquals("POST", nobody().get("/dashboard/oidc/session").header("Allow"));
        assertEquals(404, nobody().get("/dashboard/oidc/other").status());
    }

    @Test
    void addressesAreCheckedWhenTheyAreGiven() {
        try (Brand brand = brand("ann@one.example")) {
            String path = "/api/v1/admin/clients/" + brand.clientId();
            for (String bad :
                    new String[] {"ann", "@x.example", "a b@x.example", "*", "*@*", "ann*@x.example", "é@x.example"}) {
                Reply reply = stage.product().admin().patch(path, "{\"sign_in_emails\":[\"" + bad + "\"]}");
                assertEquals(422, reply.status(), bad);
                assertEquals(
                        "sign_in_emails", reply.json().at("/detail/0/loc/1").asText(), reply.text());
            }
            assertEquals(
                    422,
                    stage.product()
                            .admin()
                            .patch(path, "{\"sign_in_emails\":null}")
                            .status());
            Reply good = stage.product().admin().patch(path, "{\"sign_in_emails\":[\"A@X.example\",\"a@x.example\"]}");
            assertEquals(
                    "[\"a@x.example\"]",
                    good.json().at("/client/sign_in_emails").toString());
            Reply kept = stage.product().admin().patch(path, "{\"name\":\"Other\"}");
            assertEquals(
                    "[\"a@x.example\"]",
                    kept.json().at("/client/sign_in_emails").toString());
        }
    }

    @Test
    void sessionsOutliveARestartButNotAnotherIssuerAndWithoutOneNobodyIsSentAnywhere(@TempDir Path folder) {
        try (var other = new SampleIssuer()) {
            String[] settings = Traveller.settings(issuer, PUBLIC);
            Visitor visitor;
            try (Product product = Product.start(folder, settings)) {
                Brand brand = Brand.make(product);
                product.admin()
                        .patch(
                                "/api/v1/admin/clients/" + brand.clientId(),
                                "{\"sign_in_emails\":[\"ann@one.example\"]}");
                Traveller ann = new Traveller(product, issuer);
                ann.goAndComeBack("ann@one.example");
                ann.enter(brand.clientId());
                product.restart();
                visitor = ann.visitor();
                assertEquals(200, visitor.on(product).get(LIST).status());
            }
            try (Product product = Product.start(folder, Traveller.settings(other, PUBLIC))) {
                assertEquals(401, visitor.on(product).get(LIST).status());
            }
            try (Product product = Product.start(folder)) {
                Http http = product.http(null);
                assertTrue(http.get("/dashboard/oidc").json().get("name").isNull());
                assertEquals(404, http.get("/dashboard/oidc/start").status());
                assertEquals(
                        "oidc_off",
                        http.post("/dashboard/oidc/session", "{}")
                                .json()
                                .get("code")
                                .asText());
            }
        }
    }

    private static void assertFault(String fault, Reply reply) {
        assertEquals(303, reply.status(), reply.text());
        URI to = URI.create(reply.header("Location"));
        assertEquals("/dashboard/sign-in", to.getPath());
        assertTrue(
                to.getQuery().equals("fault=" + fault + "&request=" + reply.header("X-Request-Id")),
                reply.header("Location"));
    }

    private static Brand brand(String... emails) {
        Brand brand = Brand.make(stage.product());
        String list = "[\"" + String.join("\",\"", emails) + "\"]";
        admin("PATCH", "/api/v1/admin/clients/" + brand.clientId(), "{\"sign_in_emails\":" + list + "}");
        return brand;
    }

    private static Visitor visitor(Brand brand, String email) {
        Traveller traveller = traveller();
        traveller.goAndComeBack(email);
        assertEquals(201, traveller.enter(brand.clientId()).status());
        return traveller.visitor();
    }

    private static void admin(String method, String path, String body) {
        Reply reply = stage.product().admin().send(method, path, body);
        assertEquals(200, reply.status(), reply.text());
    }

    private static Http nobody() {
        return stage.product().http(null);
    }

    private static Traveller traveller() {
        return new Traveller(stage.product(), issuer);
    }
}
