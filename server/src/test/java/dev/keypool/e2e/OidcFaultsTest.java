package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keypool.e2e.Http.Reply;
import dev.keypool.e2e.SampleIssuer.Lie;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong at a sign-in by OpenID Connect is told in words, and lets nobody in. */
final class OidcFaultsTest {
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

    @ParameterizedTest
    @CsvSource({
        "BROKEN, issuer_unreachable",
        "NO_JSON, issuer_unusable",
        "OTHER_NAME, issuer_unusable",
    })
    void anIssuerThatIsNoneIsToldBeforeTheWay(Lie lie, String fault) {
        oidc.issuer().lies(lie);
        assertFault(fault, oidc.nobody().get("/dashboard/oidc/start"));
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
        "UNSAID, unverified_email",
        "VERIFIED_AS_TEXT, unverified_email",
        "NO_EMAIL, no_email",
    })
    void whatMustNotBeBelievedLetsNobodyIn(Lie lie, String fault) {
        try (Brand brand = oidc.brand("ann@lies.example")) {
            Traveller ann = oidc.traveller();
            String back = ann.go("ann@lies.example", true);
            oidc.issuer().lies(lie);
            assertFault(fault, ann.comeBack(back));
            assertTrue(ann.view().get("arrival").isNull());
            assertEquals(401, ann.enter(brand.clientId()).status());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "login_required, denied",
        "temporarily_unavailable, issuer_unreachable",
        "invalid_scope, issuer_unusable",
        "Not%20a%20word, issuer_unusable",
    })
    void anIssuerThatLeadsBackWithAnErrorIsUnderstood(String error, String fault) {
        Traveller ann = oidc.traveller();
        String back = ann.go("ann@lies.example", true);
        assertFault(fault, ann.comeBack(back.replaceFirst("code=[^&]+", "error=" + error)));
    }

    @Test
    void whoDeclinesIsToldSo() {
        Traveller ann = oidc.traveller();
        assertFault("denied", ann.comeBack(ann.go("ann@lies.example", false)));
    }

    @Test
    void aCodeIsGoodOnceAndInItsBrowserAndForTenMinutes() {
        Traveller ann = oidc.traveller();
        String back = ann.go("ann@once.example", true);
        assertFault("expired", oidc.traveller().comeBack(back));
        assertFault(
                "expired", oidc.traveller().with("kp_oidc=" + "0".repeat(64)).comeBack(back));
        Traveller mallory = oidc.traveller();
        mallory.go("mallory@once.example", true);
        assertFault("expired", mallory.comeBack(back));
        assertEquals(303, ann.comeBack(back).status());
        assertFault("expired", ann.comeBack(back));
        Traveller late = oidc.traveller();
        String slow = late.go("ann@once.example", true);
        oidc.pass(Duration.ofMinutes(10));
        assertFault("expired", late.comeBack(slow));
    }

    @Test
    void anArrivalIsForgottenAfterTenMinutesAndItsCookieIsNotTheOneThatWentAway() {
        try (Brand brand = oidc.brand("ann@late.example")) {
            Traveller ann = oidc.traveller();
            String back = ann.go("ann@late.example", true);
            String before = ann.cookie();
            ann.comeBack(back);
            assertNotEquals(before, ann.cookie());
            assertTrue(oidc.traveller().with(before).view().get("arrival").isNull());
            oidc.pass(Duration.ofMinutes(10));
            Reply late = ann.enter(brand.clientId());
            assertEquals(401, late.status());
            assertEquals("sign_in_over", late.json().get("code").asText());
        }
    }

    @Test
    void aPageOfAnotherSiteOpensNoSession() {
        try (Brand brand = oidc.brand("ann@cross.example")) {
            Traveller ann = oidc.traveller();
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
        Traveller ann = oidc.traveller();
        String back = ann.go("ann@mix.example", true);
        assertFault("unproven", ann.comeBack(back + "&iss=https%3A%2F%2Fother.example"));
        ann.go("ann@mix.example", true);
        assertFault("expired", ann.comeBack("/dashboard/oidc/callback"));
        ann.go("ann@mix.example", true);
        assertFault("expired", ann.comeBack("/dashboard/oidc/callback?code=x&error=y"));
    }

    @Test
    void theEleventhStartOfAMinuteWaits() {
        for (int i = 0; i < 10; i++)
            assertTrue(oidc.nobody()
                    .get("/dashboard/oidc/start")
                    .header("Location")
                    .startsWith(oidc.issuer().address()));
        assertFault("too_many", oidc.nobody().get("/dashboard/oidc/start"));
    }

    @Test
    void nothingThatTheIssuerGaveOrIsGivenStandsInTheLogOrTheData() throws IOException {
        var heard = new ListAppender<ILoggingEvent>();
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        heard.start();
        root.addAppender(heard);
        try {
            for (Lie lie : List.of(Lie.NONE, Lie.REFUSES_CODES, Lie.OTHER_NONCE, Lie.FOREIGN_KEY, Lie.NO_ID_TOKEN)) {
                oidc.issuer().lies(lie);
                oidc.traveller().goAndComeBack("ann@log.example");
            }
        } finally {
            root.detachAppender(heard);
        }
        String log = heard.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining("\n"));
        assertTrue(log.contains("unproven"), log);
        assertTrue(oidc.issuer().secrets().size() > 5);
        for (String secret : oidc.issuer().secrets()) {
            assertFalse(log.contains(secret), log);
            oidc.assertNotStored(secret);
        }
    }

    private static void assertFault(String fault, Reply reply) {
        assertEquals(303, reply.status(), reply.text());
        assertEquals(
                "/dashboard/sign-in?fault=" + fault + "&request=" + reply.header("X-Request-Id"),
                reply.header("Location"));
    }
}
