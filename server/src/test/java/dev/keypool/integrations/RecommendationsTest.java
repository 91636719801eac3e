package dev.keypool.integrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.integrations.HealthOverview.Recommendation;
import dev.keypool.integrations.HeldKey.Content;
import dev.keypool.integrations.IntegrationRow.Stamps;
import dev.keypool.pool.KeyView;
import dev.keypool.pool.Standing;
import dev.keypool.providers.Catalogue;
import dev.keypool.values.BrandId;
import dev.keypool.values.FailureClass;
import dev.keypool.values.IntegrationId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecommendationsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(60);
    private static final Content USABLE = new Content.Usable(
            Catalogue.load(Map.of()).find("groq").orElseThrow(), List.of(), URI.create("https://api.example"));

    @Test
    void aHealthyKeyNeedsNone() {
        assertEquals(Optional.empty(), Recommendations.of(live(USABLE, Standing.NEW, null), NOW));
    }

    @Test
    void aDegradedKeyIsWordedAsPublished() {
        assertEquals(
                new Recommendation(
                        7,
                        "groq",
                        "Key is degraded with 2 consecutive failures",
                        "Monitor closely. Will be quarantined after 1 more failure."),
                recommended(standing(2, FailureClass.RATE_LIMITED, null, null), null));
    }

    @Test
    void oneFailureIsSingularAndTwoMoreArePlural() {
        Recommendation one = recommended(standing(1, FailureClass.TIMEOUT, null, null), null);
        assertEquals("Key is degraded with 1 consecutive failure", one.issue());
        assertEquals("Monitor closely. Will be quarantined after 2 more failures.", one.action());
    }

    @Test
    void aRejectedKeyIsToBeReplaced() {
        Recommendation refused = recommended(standing(3, FailureClass.KEY_INVALID, null, SOON), SOON);
        assertEquals("Key is quarantined after 3 consecutive failures", refused.issue());
        assertTrue(refused.action().contains("replace it"), refused.action());
        assertTrue(refused.action().contains("2026-11-23T15:01:00Z"), refused.action());
    }

    @Test
    void aCoolingKeyIsNotUnhealthyButIsNamed() {
        Recommendation cooling = recommended(standing(0, FailureClass.KEY_NO_CREDIT, SOON, null), null);
        assertEquals("Key is cooling until 2026-11-23T15:01:00Z because its account has no credit", cooling.issue());
        assertTrue(cooling.action().contains("top it up"), cooling.action());
    }

    @Test
    void aCoolingThatIsOverNeedsNothing() {
        LiveKey cooled = live(USABLE, standing(0, FailureClass.RATE_LIMITED, NOW, null), null);
        assertEquals(Optional.empty(), Recommendations.of(cooled, NOW));
    }

    @Test
    void aKeyThatDoesNotOpenSaysWhatToDo() {
        LiveKey broken = live(new Content.Unusable("It is broken. Create it again."), Standing.NEW, null);
        Recommendation told = Recommendations.of(broken, NOW).orElseThrow();
        assertEquals("Key cannot be opened", told.issue());
        assertEquals("It is broken. Create it again.", told.action());
    }

    private static Recommendation recommended(Standing standing, @Nullable Instant probe) {
        return Recommendations.of(live(USABLE, standing, probe), NOW).orElseThrow();
    }

    private static Standing standing(
            int failures, FailureClass cause, @Nullable Instant cooling, @Nullable Instant quarantined) {
        return new Standing(1, failures, "said the provider", cause, NOW, cooling, 0, quarantined, 0);
    }

    private static LiveKey live(Content content, Standing standing, @Nullable Instant probe) {
        var row = new IntegrationRow(
                new IntegrationId(7),
                new BrandId(1),
                "groq",
                new KeySettings(null, true, false, 0, null, null, null),
                BilledFigures.NONE,
                new Stamps(NOW, NOW, 1));
        var key = new HeldKey(row, "Groq", Map.of("api_key", "gsk...xyz"), content);
        return new LiveKey(key, new KeyView(0, 0, null, false, standing, 0, probe));
    }
}
