package dev.keypool.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelPatternsTest {
    private static final Set<String> PROVIDERS = Set.of("openai", "openrouter", "groq");
    private static final Target GPT = new Target("openai", "gpt-4o");
    private static final Target ROUTED_GPT = new Target("openrouter", "openai/gpt-4o");
    private static final Target LLAMA = new Target("groq", "llama-3.1-8b-instant");

    private static boolean allows(String pattern, String asked, Target target) {
        return ModelPatterns.of(List.of(pattern), PROVIDERS).allows(asked, target);
    }

    @Test
    void aStarAllowsEverything() {
        assertTrue(allows("*", "anything", LLAMA));
        assertTrue(ModelPatterns.ALL.allows("anything", LLAMA));
    }

    @Test
    void noPatternsAllowNothing() {
        assertFalse(ModelPatterns.of(List.of(), PROVIDERS).allows("gpt-4o", GPT));
    }

    @Test
    void anAliasAllowsAllThatItLeadsTo() {
        assertTrue(allows("agent/chat", "agent/chat", GPT));
        assertTrue(allows("agent/chat", "agent/chat", LLAMA));
        assertFalse(allows("agent/chat", "agent/coding", GPT));
        assertFalse(allows("agent/chat", "openai/gpt-4o", GPT));
    }

    @Test
    void aProviderAndModelAllowThatTargetByWhateverNameItIsFound() {
        assertTrue(allows("openai/gpt-4o", "openai/gpt-4o", GPT));
        assertTrue(allows("openai/gpt-4o", "gpt-4o", GPT));
        assertTrue(allows("openai/gpt-4o", "agent/chat", GPT));
        assertFalse(allows("openai/gpt-4o", "agent/chat", LLAMA));
        assertFalse(allows("openai/gpt-4o", "agent/chat", ROUTED_GPT));
    }

    @Test
    void aNameAllowsWhateverIsAskedForUnderJustThatName() {
        assertTrue(allows("openai/gpt-4o", "openai/gpt-4o", ROUTED_GPT));
    }

    @Test
    void aBareModelIsAllowedAtEveryProvider() {
        assertTrue(allows("gpt-4o", "openai/gpt-4o", GPT));
        assertTrue(allows("gpt-4o", "agent/chat", GPT));
        assertTrue(allows("gpt-4o", "gpt-4o", ROUTED_GPT));
        assertFalse(allows("gpt-4o", "agent/chat", ROUTED_GPT));
    }

    @Test
    void allModelsOfAProviderAreAllowedAtThatProviderAlone() {
        assertTrue(allows("openai/*", "openai/gpt-4o", GPT));
        assertTrue(allows("openai/*", "agent/chat", GPT));
        assertFalse(allows("openai/*", "openai/gpt-4o", ROUTED_GPT));
        assertTrue(allows("openrouter/*", "openai/gpt-4o", ROUTED_GPT));
        assertTrue(allows("openrouter/openai/*", "agent/chat", ROUTED_GPT));
        assertFalse(allows("openrouter/anthropic/*", "agent/chat", ROUTED_GPT));
    }

    @Test
    void aBeginningMayEndWithinAModelsName() {
        assertTrue(allows("openai/gpt-4*", "gpt-4o", GPT));
        assertFalse(allows("openai/gpt-5*", "gpt-4o", GPT));
    }

    @Test
    void allAliasesOfAFamilyAreAllowedByTheNameThatIsAsked() {
        assertTrue(allows("agent/*", "agent/chat", LLAMA));
        assertTrue(allows("agent/ch*", "agent/chat", LLAMA));
        assertFalse(allows("agent/ch*", "agent/coding", LLAMA));
        assertFalse(allows("agent/*", "agents/chat", LLAMA));
        assertFalse(allows("agent/*", "agent", LLAMA));
        assertFalse(allows("agent/*", "spideriq/chat", LLAMA));
    }

    @Test
    void anyOneOfSeveralPatternsIsEnough() {
        var patterns = ModelPatterns.of(List.of("openai/*", "agent/*", "llama-3.1-8b-instant"), PROVIDERS);
        assertTrue(patterns.allows("gpt-4o", GPT));
        assertTrue(patterns.allows("agent/fast", ROUTED_GPT));
        assertTrue(patterns.allows("spideriq/fast", LLAMA));
        assertFalse(patterns.allows("spideriq/fast", ROUTED_GPT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "gpt-4o", "openai/gpt-4o", "openrouter/*", "openrouter/meta/llama:free", "/odd", "odd/"})
    void aWellFormedPatternHasNoFault(String pattern) {
        assertNull(ModelPatterns.fault(pattern));
        assertNotNull(ModelPatterns.of(List.of(pattern), PROVIDERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "gpt*", "*/gpt", "open*/gpt", "openai/**", "/*", "gpt 4", "gpt\u00e9"})
    void aMalformedPatternIsToldInASentence(String pattern) {
        String fault = ModelPatterns.fault(pattern);
        assertNotNull(fault);
        assertTrue(fault.contains("openrouter/*"));
        var refused = assertThrows(IllegalArgumentException.class, () -> ModelPatterns.of(List.of(pattern), PROVIDERS));
        assertEquals(fault, refused.getMessage());
    }

    @Test
    void aPatternHasAtMost200Characters() {
        assertNull(ModelPatterns.fault("a/" + "b".repeat(197) + "*"));
        assertNull(ModelPatterns.fault("a/" + "b".repeat(198)));
        assertNotNull(ModelPatterns.fault("a/" + "b".repeat(198) + "*"));
        assertNotNull(ModelPatterns.fault("a/" + "b".repeat(199)));
    }
}
