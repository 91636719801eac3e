package dev.keypool.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.providers.AliasRow;
import dev.keypool.providers.Catalogue;
import dev.keypool.values.BrandId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of ours before all others, and what a brand may use of what a name means. */
class AliasesTest {
    private static final BrandId OURS = new BrandId(1);
    private static final BrandId OTHERS = new BrandId(2);
    private static final List<String> CHAIN =
            List.of("groq/llama", "github_models/flux", "openrouter/openai/gpt", "mistral/m");

    private final Routes routes = Routes.over(
            Catalogue.load(Map.of()),
            AliasBook.of(List.of(
                    new AliasRow("agent/chat", "Talk.", CHAIN),
                    new AliasRow("agent/fast", "Quick.", List.of("cerebras/quick")),
                    new AliasRow("plain", "Of no family.", List.of("cerebras/quick")))));

    private Route route(BrandId brand, String model, String... providers) {
        return routes.resolve(brand, model, List.of(providers), _ -> Set.of());
    }

    private static List<Target> targets(String... names) {
        return Arrays.stream(names).map(Target::of).toList();
    }

    private static Alias alias(String name, String... models) {
        return new Alias(name, null, targets(models));
    }

    private static Route.Resolved resolved(Route route) {
        return (Route.Resolved) route;
    }

    @Test
    void anAliasLeadsToItsChainInItsOwnOrder() {
        assertEquals(
                new Route.Resolved(targets("groq/llama", "openrouter/openai/gpt", "mistral/m")),
                route(OURS, " agent/chat ", "mistral", "openrouter", "groq"));
    }

    @Test
    void whatTheBrandHasNoKeyForIsLeftAwayButTheFirstChoiceIsRemembered() {
        assertEquals(
                new Route.Resolved(targets("openrouter/openai/gpt", "mistral/m"), Target.of("groq/llama")),
                route(OURS, "agent/chat", "mistral", "openrouter"));
    }

    @Test
    void withoutAnyKeyAllThatCouldTakeItStand() {
        var all = targets("groq/llama", "openrouter/openai/gpt", "mistral/m");
        assertEquals(new Route.Resolved(all), route(OURS, "agent/chat"));
        assertEquals(new Route.Resolved(all), route(OURS, "agent/chat", "cohere"));
    }

    @Test
    void aBrandsAliasHidesTheOneThatShipsForThatBrandAlone() {
        routes.aliases().put(OURS, alias("agent/chat", "cohere/command"));
        assertEquals(
                targets("cohere/command"),
                resolved(route(OURS, "agent/chat", "cohere", "groq")).targets());
        assertEquals(
                targets("groq/llama"),
                resolved(route(OTHERS, "agent/chat", "cohere", "groq")).targets());
        routes.aliases().remove(OURS, "agent/chat");
        assertEquals(
                targets("groq/llama"),
                resolved(route(OURS, "agent/chat", "cohere", "groq")).targets());
    }

    @Test
    void anAliasGoesBeforeABareModelOfThatName() {
        routes.aliases().put(OURS, alias("gpt-4o", "mistral/m"));
        assertEquals(
                targets("mistral/m"),
                resolved(route(OURS, "gpt-4o", "mistral", "openai")).targets());
        assertEquals(alias("gpt-4o", "mistral/m"), routes.alias(OURS, " gpt-4o "));
        assertNull(routes.alias(OTHERS, "gpt-4o"));
    }

    @Test
    void anAliasOfProvidersThatTakeNoChatIsUnknown() {
        routes.aliases().put(OURS, alias("flux", "github_models/flux"));
        var unknown = (Route.Unknown) route(OURS, "flux", "github_models");
        assertTrue(unknown.sentence().startsWith("All models of the alias 'flux' are at providers that take no"));
    }

    @Test
    void aMisspeltAliasOfAKnownFamilyGoesToNobodyUnlessSomebodyListsIt() {
        var unknown = (Route.Unknown) route(OURS, "agent/chta", "groq");
        assertTrue(unknown.sentence().startsWith("There is no alias 'agent/chta'"));
        assertEquals(
                new Route.Resolved(List.of(new Target("groq", "agent/chta"))),
                routes.resolve(OURS, "agent/chta", List.of("groq"), _ -> Set.of("agent/chta")));
        assertEquals(new Route.Resolved(List.of(new Target("groq", "plain2"))), route(OURS, "plain2", "groq"));
    }

    @Test
    void aNameThatIsNoAliasMeansWhatItAlwaysMeant() {
        assertEquals(new Route.Resolved(targets("groq/x")), route(OURS, "groq/x", "groq"));
        assertEquals(new Route.Resolved(targets("groq/x")), route(OURS, "x", "groq"));
        assertTrue(route(OURS, " ", "groq") instanceof Route.Unknown);
    }

    @Test
    void aPolicyLeavesAwayWhatItDoesNotAllow() {
        routes.policies().put(OURS, List.of("openrouter/*", "mistral/m"));
        var left = new Route.Resolved(targets("openrouter/openai/gpt", "mistral/m"), Target.of("groq/llama"));
        assertEquals(left, route(OURS, "agent/chat", "groq", "openrouter", "mistral"));
        assertEquals(new Route.Resolved(targets("openrouter/x")), route(OURS, "x", "groq", "openrouter"));
        assertEquals(
                targets("groq/llama", "mistral/m"),
                resolved(route(OTHERS, "agent/chat", "groq", "mistral")).targets());
    }

    @Test
    void whatIsAllowedAndHasAKeyGoesBeforeWhatHasNone() {
        routes.policies().put(OURS, List.of("mistral/*"));
        assertEquals(
                targets("mistral/m"),
                resolved(route(OURS, "agent/chat", "groq")).targets());
    }

    @Test
    void whereNothingIsLeftTheSentenceSaysSo() {
        routes.policies().put(OURS, List.of("agent/fast"));
        for (String model : List.of("agent/chat", "groq/x", "x"))
            assertTrue(((Route.NotAllowed) route(OURS, model, "groq", "cerebras"))
                    .sentence()
                    .startsWith("'" + model + "' is not among the models that this brand allows."));
        assertEquals(
                targets("cerebras/quick"),
                resolved(route(OURS, "agent/fast", "cerebras")).targets());
        assertTrue(route(OURS, "groq/", "groq") instanceof Route.Unknown);
        assertEquals(new Route.Resolved(List.of()), route(OURS, "x"));
    }

    @Test
    void aCallOfAProvidersOwnApiIsUnderThePolicyToo() {
        var call = new Target("fal_ai", "fal-ai/flux/dev");
        assertEquals(new Route.Resolved(List.of(call)), routes.reach(OURS, call));
        routes.policies().put(OURS, List.of("groq/*", "agent/chat"));
        assertTrue(routes.reach(OURS, call) instanceof Route.NotAllowed);
        routes.policies().put(OURS, List.of("fal_ai/*"));
        assertEquals(new Route.Resolved(List.of(call)), routes.reach(OURS, call));
    }

    @Test
    void aPolicyThatIsTakenBackAllowsEverything() {
        routes.policies().put(OURS, List.of("agent/fast"));
        assertEquals(List.of("agent/fast"), routes.policies().words(OURS));
        routes.policies().remove(OURS);
        assertNull(routes.policies().words(OURS));
        assertEquals(targets("groq/x"), resolved(route(OURS, "groq/x", "groq")).targets());
    }

    @Test
    void theListShowsWhatShipsThenTheBrandsOwn() {
        AliasBook book = routes.aliases();
        book.put(OURS, alias("zeta", "groq/z"));
        book.put(OURS, alias("agent/fast", "groq/f"));
        book.put(OURS, alias("beta", "groq/b"));
        assertEquals(
                List.of("agent/chat", "agent/fast", "plain", "beta", "zeta"),
                book.all(OURS).stream().map(Alias::name).toList());
        assertEquals(targets("groq/f"), book.all(OURS).get(1).targets());
        assertEquals(3, book.owned(OURS));
        assertEquals(0, book.owned(OTHERS));
        assertEquals(3, book.shipped().size());
        assertEquals(new Alias("agent/fast", "Quick.", targets("cerebras/quick")), book.shipped("agent/fast"));
        assertNull(book.shipped("zeta"));
        assertNull(book.own(OTHERS, "zeta"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "team/fast", "a.b_c-d/e/f", "gpt-4o"})
    void suchNamesAreGood(String name) {
        assertTrue(Alias.isName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a/", "/a", "a//b", "a/.b", "a b", "\u00e4"})
    void suchNamesAreNot(String name) {
        assertFalse(Alias.isName(name));
        assertThrows(IllegalArgumentException.class, () -> alias(name, "groq/x"));
    }

    @Test
    void aNameHasAtMost64Characters() {
        assertTrue(Alias.isName("a".repeat(64)));
        assertFalse(Alias.isName("a".repeat(65)));
    }

    @Test
    void aChainHasOneTo32TargetsAndNoneTwice() {
        String[] most = IntStream.range(0, 33).mapToObj(i -> "groq/m" + i).toArray(String[]::new);
        assertThrows(IllegalArgumentException.class, () -> alias("a", most));
        assertEquals(32, alias("a", Arrays.copyOf(most, 32)).targets().size());
        assertThrows(IllegalArgumentException.class, () -> alias("a"));
        assertThrows(IllegalArgumentException.class, () -> alias("a", "groq/x", "groq/x"));
    }

    @Test
    void aTargetIsReadAsItIsWritten() {
        assertEquals(new Target("openrouter", "openai/gpt"), Target.of("openrouter/openai/gpt"));
        assertEquals("openrouter/openai/gpt", Target.of("openrouter/openai/gpt").name());
        assertThrows(IllegalArgumentException.class, () -> Target.of("gpt"));
        assertThrows(IllegalArgumentException.class, () -> Target.of("groq/"));
    }
}
