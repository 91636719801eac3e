package dev.keypool.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.values.Allowance;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgentModelsTest {
    private static final Target GROQ = new Target("groq", "llama-3.1-8b");
    private static final Target ROUTER = new Target("openrouter", "meta/llama-3.1-8b:free");
    private static final Route.Resolved BOTH = new Route.Resolved(List.of(GROQ, ROUTER));
    private static final Set<String> PROVIDERS = Set.of("groq", "openrouter");

    private static Allowance terms(@Nullable List<String> models, boolean freeOnly) {
        return new Allowance(null, null, null, false, models, freeOnly);
    }

    private static Route judge(@Nullable List<String> models, boolean freeOnly, String asked, Route.Resolved resolved) {
        return AgentModels.of(terms(models, freeOnly), PROVIDERS).judge(asked, resolved, ROUTER::equals);
    }

    private static Route.Resolved left(@Nullable List<String> models, boolean freeOnly, String asked) {
        return assertInstanceOf(Route.Resolved.class, judge(models, freeOnly, asked, BOTH));
    }

    private static String refused(@Nullable List<String> models, boolean freeOnly, String asked) {
        return assertInstanceOf(Route.NotAllowed.class, judge(models, freeOnly, asked, BOTH))
                .sentence();
    }

    @Test
    void whereNothingIsSaidEveryModelIsAllowed() {
        assertSame(BOTH, left(null, false, "agent/chat"));
    }

    @Test
    void aListedNameOpensAllThatItMeans() {
        assertSame(BOTH, left(List.of("agent/chat"), false, " agent/chat "));
        assertSame(BOTH, left(List.of("other", "agent/*"), false, "agent/chat"));
        assertSame(BOTH, left(List.of("*"), false, "whatever"));
    }

    @Test
    void aNameThatIsNotListedKeepsTheTargetsThatAreAndItsFirstChoice() {
        assertEquals(new Route.Resolved(List.of(ROUTER), GROQ), left(List.of("openrouter/*"), false, "agent/chat"));
        assertEquals(
                List.of(GROQ),
                left(List.of("groq/llama-3.1-8b"), false, "agent/chat").targets());
    }

    @Test
    void whatIsNotListedIsRefusedAndAPatternThatIsNoneAllowsNothing() {
        for (String listed : List.of("Agent/chat", "agent/cha", "*/chat", "llama*", "a b")) {
            String sentence = refused(List.of(listed), false, "agent/chat");
            assertTrue(sentence.contains("'agent/chat'") && sentence.contains("It may use " + listed), sentence);
        }
    }

    @Test
    void whereThereIsNothingToChooseFromNothingIsRefused() {
        var nothing = new Route.Resolved(List.of());
        assertSame(nothing, judge(List.of("gpt-4o"), true, "o3", nothing));
    }

    @Test
    void aLongListAndALongNameAreCutShort() {
        String sentence = refused(List.of("a", "b", "c", "d", "e", "f", "g"), false, "x".repeat(5_000));
        assertTrue(sentence.contains("a, b, c, d, e and 2 more. Ask"), sentence);
        assertTrue(sentence.length() < 400, sentence);
    }

    @Test
    void freeOnlyKeepsWhatIsKnownToCostNothing() {
        assertEquals(List.of(ROUTER), left(null, true, "agent/chat").targets());
        assertEquals(
                List.of(ROUTER), left(List.of("agent/chat"), true, "agent/chat").targets());
        String sentence = refused(List.of("groq/*"), true, "agent/chat");
        assertTrue(sentence.contains(":free") && sentence.contains("free_only"), sentence);
    }

    @Test
    void whatWasReadIsKnownByItsTerms() {
        Allowance terms = terms(List.of("a"), false);
        AgentModels models = AgentModels.of(terms, PROVIDERS);
        assertTrue(models.isOf(terms));
        assertFalse(models.isOf(terms(List.of("b"), false)));
        assertFalse(models.isOf(new Allowance(1, null, null, false, terms.models(), true)));
    }
}
