package dev.keypool.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.routing.ModelPolicy.Verdict;
import dev.keypool.values.Allowance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelPolicyTest {
    private static final Target GROQ = new Target("groq", "llama-3.1-8b");
    private static final Target ROUTER = new Target("openrouter", "meta/llama-3.1-8b:free");
    private static final List<Target> BOTH = List.of(GROQ, ROUTER);

    private static Verdict judge(@Nullable List<String> models, boolean freeOnly, String asked, List<Target> targets) {
        var terms = new Allowance(null, null, null, false, models, freeOnly);
        return ModelPolicy.judge(terms, asked, targets, ROUTER::equals);
    }

    private static List<Target> permitted(@Nullable List<String> models, boolean freeOnly, String asked) {
        return assertInstanceOf(Verdict.Permitted.class, judge(models, freeOnly, asked, BOTH))
                .targets();
    }

    private static String refused(@Nullable List<String> models, boolean freeOnly, String asked, List<Target> targets) {
        return assertInstanceOf(Verdict.Refused.class, judge(models, freeOnly, asked, targets))
                .sentence();
    }

    @Test
    void whereNothingIsSaidEveryModelIsAllowed() {
        assertEquals(BOTH, permitted(null, false, "agent/chat"));
    }

    @Test
    void aListedNameOpensAllThatItMeans() {
        assertEquals(BOTH, permitted(List.of("agent/chat"), false, "agent/chat"));
        assertEquals(BOTH, permitted(List.of("other", "agent/*"), false, " agent/chat "));
        assertEquals(BOTH, permitted(List.of("*"), false, "whatever"));
    }

    @Test
    void aNameThatIsNotListedKeepsTheTargetsThatAre() {
        assertEquals(List.of(GROQ), permitted(List.of("groq/llama-3.1-8b"), false, "agent/chat"));
        assertEquals(List.of(ROUTER), permitted(List.of("openrouter/*"), false, "agent/chat"));
    }

    @Test
    void aNameIsComparedLetterForLetterAndAsteriskOnlyAtTheEnd() {
        for (String listed : List.of("Agent/chat", "agent/cha", "agent/chat2", "*/chat", "", "agent/chat2*")) {
            String sentence = refused(List.of(listed), false, "agent/chat", BOTH);
            assertTrue(sentence.contains("'agent/chat'") && sentence.contains("It may use " + listed), sentence);
        }
    }

    @Test
    void whatIsNotListedIsRefusedAlsoWhereNoProviderHasAKey() {
        refused(List.of("gpt-4o"), false, "o3", List.of());
        assertEquals(new Verdict.Permitted(List.of()), judge(List.of("gpt-4o"), true, "gpt-4o", List.of()));
    }

    @Test
    void aLongListAndALongNameAreCutShort() {
        String sentence = refused(List.of("a", "b", "c", "d", "e", "f", "g"), false, "x".repeat(5_000), BOTH);
        assertTrue(sentence.contains("a, b, c, d, e and 2 more. Ask"), sentence);
        assertTrue(sentence.length() < 400, sentence);
    }

    @Test
    void freeOnlyKeepsWhatIsKnownToCostNothing() {
        assertEquals(List.of(ROUTER), permitted(null, true, "agent/chat"));
        assertEquals(List.of(ROUTER), permitted(List.of("agent/chat"), true, "agent/chat"));
        String sentence = refused(null, true, "groq/llama-3.1-8b", List.of(GROQ));
        assertTrue(sentence.contains(":free") && sentence.contains("free_only"), sentence);
        refused(List.of("groq/*"), true, "agent/chat", BOTH);
    }
}
