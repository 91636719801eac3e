package dev.keypool.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.e2e.SampleIssuer.Lie;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An issuer that does not say whether addresses are verified, and an operator who knows that they are. */
final class OidcTrustTest {
    @Test
    void whatAnIssuerDoesNotSayIsBelievedWhereTheOperatorWantsItAndWhatItDeniesIsNot(@TempDir Path folder) {
        try (OidcStage oidc = new OidcStage(folder, "KEYPOOL_DASHBOARD_OIDC_TRUST_EMAILS", "true");
                Brand brand = oidc.brand("ann@one.example")) {
            oidc.issuer().lies(Lie.UNSAID);
            Traveller ann = oidc.traveller();
            assertEquals("/dashboard/sign-in", ann.goAndComeBack("ann@one.example"));
            assertEquals(201, ann.enter(brand.clientId()).status());
            for (Lie denied : new Lie[] {Lie.UNVERIFIED, Lie.VERIFIED_AS_TEXT}) {
                oidc.issuer().lies(denied);
                String led = oidc.traveller().goAndComeBack("ann@one.example");
                assertTrue(led.contains("unverified_email"), led);
            }
        }
    }
}
