package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keypool.e2e.Http.Reply;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-in by OpenID Connect, as a browser does it: who is let in, as whom, and until when. */
final class OidcTest {
    private static final String LIST = "/api/v1/integrations";

    private static OidcStage oidc;

    @BeforeAll
    static void start(@TempDir Path folder) {
        oidc = new OidcStage(folder);
    }

    @AfterAll
    static void stop() {
        oidc.close();
    }

    @AfterEach
    void rest() {
        oidc.rest();
    }

    @Test
    void thePersonIsSentToTheIssuerWithEverythingThatTheWayBackIsHeldAgainst() {
        Reply start = oidc.nobody().get("/dashboard/oidc/start");
        assertEquals(303, start.status());
        String to = start.header("Location");
        assertTrue(to.startsWith(oidc.issuer().address() + "/authorize?"), to);
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

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none"})
    void aStrangersLinkOrABookmarkLeadsNobodyToTheIssuerButToThePageWithTheButton(String from) {
        Reply start = oidc.nobody().send("GET", "/dashboard/oidc/start", null, "Sec-Fetch-Site", from);
        assertEquals(303, start.status());
        assertEquals("/dashboard", start.header("Location"));
        assertEquals("", start.header("Set-Cookie"), "a sign-in that is on its way goes on");
        Reply button = oidc.nobody().send("GET", "/dashboard/oidc/start", null, "Sec-Fetch-Site", "same-origin");
        assertTrue(button.header("Location").startsWith(oidc.issuer().address()), button.header("Location"));
    }

    @Test
    void theHostThatIsAskedForDoesNotSteerTheWayBack() {
        Reply start = oidc.nobody()
                .send(
                        "GET",
                        "/dashboard/oidc/start?redirect_uri=https://evil.example",
                        null,
                        "X-Forwarded-Host",
                        "evil.example");
        assertFalse(start.header("Location").contains("evil"), start.header("Location"));
    }

    @Test
    void whoFitsOneClientIsLetInAsThatClientAndTheAuditLogKnowsWhoItWas() {
        try (Brand brand = oidc.brand("ann@one.example")) {
            Traveller ann = oidc.traveller();
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
            JsonNode log = oidc.product()
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
            assertEquals(oidc.issuer().address(), log.at("/1/after/issuer").asText());
        }
    }

    @Test
    void whoFitsSeveralClientsChoosesAndNoOther() {
        try (Brand one = oidc.brand("*@many.example");
                Brand two = oidc.brand("bob@many.example");
                Brand three = oidc.brand("carl@many.example")) {
            Traveller bob = oidc.traveller();
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
        try (Brand brand = oidc.brand("*@example.org")) {
            Traveller eve = oidc.traveller();
            eve.goAndComeBack("eve@sub.example.org");
            assertEquals(0, eve.view().at("/arrival/clients").size());
            assertEquals("eve@sub.example.org", eve.view().at("/arrival/email").asText());
            assertEquals(403, eve.enter(brand.clientId()).status());
            assertEquals(403, eve.enter("cli_nobody").status());
            // The Kelvin sign is k in lower case, and is none.
            Traveller kelvin = oidc.traveller();
            try (Brand kay = oidc.brand("k@kelvin.example")) {
                kelvin.goAndComeBack("\u212a@kelvin.example");
                assertEquals(0, kelvin.view().at("/arrival/clients").size());
                assertEquals(403, kelvin.enter(kay.clientId()).status());
            }
        }
    }

    @Test
    void aSessionEndsWithTheAddressTheClientAndTheBrandButNotWithTheToken() {
        try (Brand brand = oidc.brand("dan@end.example", "*@other.example")) {
            Visitor dan = oidc.visitor(brand, "dan@end.example");
            Visitor other = oidc.visitor(brand, "x@other.example");
            oidc.admin("POST", "/api/v1/admin/clients/" + brand.clientId() + "/rotate", "{}");
            assertEquals(200, dan.get(LIST).status());
            oidc.admin(
                    "PATCH", "/api/v1/admin/clients/" + brand.clientId(), "{\"sign_in_emails\":[\"*@OTHER.example\"]}");
            assertEquals("session_ended", dan.get(LIST).json().get("code").asText());
            assertEquals(200, other.get(LIST).status());
            oidc.admin(
                    "PATCH",
                    "/api/v1/admin/clients/" + brand.clientId(),
                    "{\"sign_in_emails\":[\"dan@end.example\",\"*@other.example\"]}");
            assertEquals(401, dan.get(LIST).status(), "what ended does not begin again");
            oidc.admin("PATCH", "/api/v1/admin/clients/" + brand.clientId(), "{\"is_active\":false}");
            assertEquals(401, other.get(LIST).status());
        }
    }

    @Test
    void aNewKeyOfTheIssuerOfAnotherKindEvenIsFetchedWhenATokenNamesIt() {
        Traveller ann = oidc.traveller();
        assertEquals("/dashboard/sign-in", ann.goAndComeBack("ann@keys.example"));
        oidc.issuer().changesItsKey(true);
        assertEquals("/dashboard/sign-in", ann.goAndComeBack("ann@keys.example"));
    }

    @Test
    void whatTheIdTokenDoesNotHoldIsAskedFor() {
        oidc.issuer().terse(true);
        Traveller ann = oidc.traveller();
        ann.goAndComeBack("ann@terse.example");
        assertEquals("ann@terse.example", ann.view().at("/arrival/email").asText());
    }

    @Test
    void otherMethodsAndPathsAreToldWhatThereIs() {
        assertEquals(405, oidc.nobody().post("/dashboard/oidc/start", "{}").status());
        assertEquals("POST", oidc.nobody().get("/dashboard/oidc/session").header("Allow"));
        assertEquals(404, oidc.nobody().get("/dashboard/oidc/other").status());
    }

    @Test
    void addressesAreCheckedWhenTheyAreGiven() {
        try (Brand brand = oidc.brand("ann@one.example")) {
            String path = "/api/v1/admin/clients/" + brand.clientId();
            for (String bad :
                    new String[] {"ann", "@x.example", "a b@x.example", "*", "*@*", "ann*@x.example", "é@x.example"}) {
                Reply reply = oidc.product().admin().patch(path, "{\"sign_in_emails\":[\"" + bad + "\"]}");
                assertEquals(422, reply.status(), bad);
                assertEquals(
                        "sign_in_emails", reply.json().at("/detail/0/loc/1").asText(), reply.text());
            }
            assertEquals(
                    422,
                    oidc.product()
                            .admin()
                            .patch(path, "{\"sign_in_emails\":null}")
                            .status());
            Reply good = oidc.product().admin().patch(path, "{\"sign_in_emails\":[\"A@X.example\",\"a@x.example\"]}");
            assertEquals(
                    "[\"a@x.example\"]",
                    good.json().at("/client/sign_in_emails").toString());
            Reply kept = oidc.product().admin().patch(path, "{\"name\":\"Other\"}");
            assertEquals(
                    "[\"a@x.example\"]",
                    kept.json().at("/client/sign_in_emails").toString());
        }
    }

    @Test
    void sessionsOutliveARestartButNotAnotherIssuerAndWithoutOneNobodyIsSentAnywhere(@TempDir Path folder) {
        try (var other = new SampleIssuer()) {
            String[] settings = Traveller.settings(oidc.issuer(), OidcStage.PUBLIC);
            Visitor visitor;
            try (Product product = Product.start(folder, settings)) {
                Brand brand = Brand.make(product);
                product.admin()
                        .patch(
                                "/api/v1/admin/clients/" + brand.clientId(),
                                "{\"sign_in_emails\":[\"ann@one.example\"]}");
                Traveller ann = new Traveller(product, oidc.issuer());
                ann.goAndComeBack("ann@one.example");
                ann.enter(brand.clientId());
                product.restart();
                visitor = ann.visitor();
                assertEquals(200, visitor.on(product).get(LIST).status());
            }
            try (Product product = Product.start(folder, Traveller.settings(other, OidcStage.PUBLIC))) {
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
}
