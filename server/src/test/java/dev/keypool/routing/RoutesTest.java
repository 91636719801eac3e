package dev.keypool.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.keypool.providers.Catalogue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    private static final Routes ROUTES = Routes.over(Catalogue.load(Map.of()), AliasBook.of(List.of()));
    private static final Map<String, Set<String>> NOTHING = Map.of();

    private static Route route(String model, List<String> brand, Map<String, Set<String>> known) {
        return ROUTES.resolve(model, brand, p -> known.getOrDefault(p, Set.of()));
    }

    private static Route to(String... providersAndModels) {
        return new Route.Resolved(Arrays.stream(providersAndModels)
                .map(t -> t.split(" ", -1))
                .map(t -> new Target(t[0], t[1]))
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "groq/llama-3.3-70b, groq, llama-3.3-70b",
        "openrouter/openai/gpt-4o-mini, openrouter, openai/gpt-4o-mini",
        "openrouter/openrouter/auto, openrouter, openrouter/auto",
        "cloudflare/@cf/meta/llama, cloudflare, @cf/meta/llama",
        "' groq/llama-3.3-70b ', groq, llama-3.3-70b"
    })
    void aProviderInFrontPinsIt(String model, String provider, String rest) {
        List<String> brand = List.of("openrouter", "groq", "cloudflare");
        assertEquals(to(provider + " " + rest), route(model, brand, NOTHING));
    }

    @Test
    void aPinHoldsEvenIfAnotherListsTheWholeId() {
        var known = Map.of("openrouter", Set.of("openai/gpt-4o-mini"));
        assertEquals(to("openai gpt-4o-mini"), route("openai/gpt-4o-mini", List.of("openrouter", "openai"), known));
    }

    @Test
    void withoutAKeyForThePinWhoeverListsTheWholeIdServes() {
        var known = Map.of("openrouter", Set.of("openai/gpt-4o-mini"), "fireworks", Set.of("openai/gpt-4o-mini"));
        assertEquals(
                to("fireworks openai/gpt-4o-mini", "openrouter openai/gpt-4o-mini"),
                route("openai/gpt-4o-mini", List.of("groq", "fireworks", "openrouter"), known));
    }

    @Test
    void withoutAKeyAndWithoutAListThePinStands() {
        assertEquals(to("openai gpt-4o-mini"), route("openai/gpt-4o-mini", List.of("openrouter"), NOTHING));
        assertEquals(to("groq llama"), route("groq/llama", List.of(), NOTHING));
    }

    @Test
    void aProviderThatTakesNoChatsIsReachedThroughOneThatListsItsModels() {
        var known = Map.of("openrouter", Set.of("vertex/gemini-pro"));
        assertEquals(
                to("openrouter vertex/gemini-pro"), route("vertex/gemini-pro", List.of("vertex", "openrouter"), known));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertex/gemini", "github_models/gpt-4o"})
    void aPinToWhatIsNotRelayedIsUnknown(String model) {
        String provider = model.substring(0, model.indexOf('/'));
        assertEquals(
                new Route.Unknown("'" + model + "' is pinned to the provider " + provider
                        + ", which takes no chat requests here. Choose a model of another provider."),
                route(model, List.of("vertex", "groq"), NOTHING));
    }

    @Test
    void aBareIdGoesToWhoeverIsKnownToServeItInSelectionOrder() {
        var known = Map.of("groq", Set.of("llama", "qwen"), "cerebras", Set.of("llama"), "mistral", Set.of("mistral"));
        assertEquals(
                to("cerebras llama", "groq llama"),
                route("llama", List.of("mistral", "cerebras", "together", "groq"), known));
    }

    @Test
    void aBareIdThatNobodyListsGoesToEverybodyOnce() {
        var known = Map.of("groq", Set.of("other"));
        assertEquals(
                to("mistral llama", "groq llama"),
                route("llama", List.of("mistral", "groq", "mistral", "vertex"), known));
    }

    @Test
    void aSlashWithoutAProviderInFrontIsPartOfTheId() {
        var known = Map.of("together", Set.of("meta-llama/Llama-3"));
        assertEquals(
                to("together meta-llama/Llama-3"), route("meta-llama/Llama-3", List.of("groq", "together"), known));
        assertEquals(to("groq grok/llama"), route("grok/llama", List.of("groq"), NOTHING));
        assertEquals(to("groq /llama"), route("/llama", List.of("groq"), NOTHING));
    }

    @Test
    void aBrandWithoutKeysHasNoTargetForABareId() {
        assertEquals(to(), route("llama", List.of(), NOTHING));
        assertEquals(to(), route("gemini", List.of("vertex"), NOTHING));
    }

    @Test
    void aProviderWithoutAModelIsUnknown() {
        var sentence = new Route.Unknown("'groq/' names the provider groq but no model: write groq/<model>.");
        assertEquals(sentence, route("groq/", List.of("groq"), NOTHING));
        assertEquals(sentence, route("groq/", List.of(), NOTHING));
    }

    @Test
    void anEmptyModelIsUnknown() {
        assertEquals(
                new Route.Unknown("The model is empty: name one, such as openrouter/openai/gpt-4o-mini."),
                route("  ", List.of("groq"), NOTHING));
    }

    @Test
    void aTargetNamesBoth() {
        assertThrows(IllegalArgumentException.class, () -> new Target("", "m"));
        assertThrows(IllegalArgumentException.class, () -> new Target("p", " "));
    }
}
