package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The aliases that ship keep their promises; a wrong file says where. */
class AliasFileTest {
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());
    private static final ModelTraits TRAITS = ModelTraits.load();
    private static final List<AliasRow> ALIASES = AliasFile.load(CATALOGUE);
    private static final Map<String, AliasRow> BY_NAME =
            ALIASES.stream().collect(Collectors.toMap(AliasRow::name, Function.identity()));
    private static final List<String> SPIDERIQ = List.of(
            "coding",
            "extraction",
            "creative",
            "research",
            "planning",
            "tool-use",
            "classification",
            "summarization",
            "translation",
            "vision",
            "free",
            "fast",
            "chat",
            "lead-analysis");
    private static final List<String> AGENT =
            List.of("chat", "tool-use", "coding", "planning", "creative", "vision", "research", "fast");
    private static final List<String> EMBED = List.of("embed", "embed-small", "embed-large");

    private static List<String> chain(String name) {
        return java.util.Objects.requireNonNull(BY_NAME.get(name), name).models();
    }

    private static String provider(String target) {
        return target.substring(0, target.indexOf('/'));
    }

    private static String model(String target) {
        return target.substring(target.indexOf('/') + 1);
    }

    @Test
    void allPublishedNamesAreThereAndNoOthers() {
        Set<String> names = new HashSet<>();
        SPIDERIQ.forEach(name -> names.add("spideriq/" + name));
        AGENT.forEach(name -> names.add("agent/" + name));
        EMBED.forEach(name -> names.add("agent/" + name));
        assertEquals(names, BY_NAME.keySet());
    }

    @Test
    void everyTargetIsAModelInThePriceFilesOfAProviderThatTakesKeys() {
        Map<String, Set<String>> priced = PriceFiles.load(CATALOGUE).stream()
                .collect(Collectors.toMap(
                        PriceList::provider,
                        list -> list.rows().stream().map(PriceRow::model).collect(Collectors.toSet())));
        for (AliasRow alias : ALIASES)
            for (String target : alias.models()) {
                assertTrue(priced.getOrDefault(provider(target), Set.of()).contains(model(target)), target);
                assertEquals(
                        null, CATALOGUE.find(provider(target)).orElseThrow().retired(), target);
            }
    }

    @Test
    void everyChainIsSpreadOverSeveralProvidersAndNamesNothingTwice() {
        for (AliasRow alias : ALIASES) {
            assertTrue(
                    alias.models().stream()
                                    .map(AliasFileTest::provider)
                                    .distinct()
                                    .count()
                            >= 2,
                    alias.name());
            assertEquals(alias.models().size(), new HashSet<>(alias.models()).size(), alias.name());
            assertTrue(alias.models().size() <= 32, alias.name());
        }
    }

    @Test
    void theKnownFirstChoicesStandFirst() {
        assertEquals("groq/llama-3.1-8b-instant", chain("spideriq/extraction").getFirst());
        assertEquals(
                "groq/llama-3.1-8b-instant", chain("spideriq/classification").getFirst());
        assertEquals("groq/llama-3.1-8b-instant", chain("spideriq/fast").getFirst());
        assertEquals("groq/llama-3.1-8b-instant", chain("spideriq/free").getFirst());
        assertEquals("groq/llama-3.3-70b-versatile", chain("spideriq/chat").getFirst());
        assertEquals("groq/llama-3.3-70b-versatile", chain("spideriq/research").getFirst());
        assertEquals("mistral/mistral-small-2603", chain("spideriq/translation").getFirst());
        assertEquals("mistral/codestral-2508", chain("spideriq/lead-analysis").getFirst());
    }

    @Test
    void everyAgentFallsThroughToAgentChat() {
        for (String name : AGENT) {
            if (name.equals("chat")) continue;
            List<String> expected = chain("agent/chat").stream()
                    .filter(target -> !name.equals("vision") || seesImages(target))
                    .toList();
            assertTrue(chain("agent/" + name).containsAll(expected), name);
        }
    }

    @Test
    void visionTakesImagesAlone() {
        for (String name : List.of("spideriq/vision", "agent/vision"))
            for (String target : chain(name)) assertTrue(seesImages(target), target);
    }

    @Test
    void noAgentIsServedByAnthropic() {
        for (AliasRow alias : ALIASES)
            for (String target : alias.models())
                assertTrue(!alias.name().startsWith("agent/") || !target.contains("claude"), target);
    }

    @Test
    void anEmbeddingAliasIsOneModelWhereverItIsServed() {
        for (String name : EMBED)
            assertEquals(
                    1,
                    chain("agent/" + name).stream()
                            .map(AliasFileTest::model)
                            .distinct()
                            .count(),
                    name);
        assertEquals(chain("agent/embed-small"), chain("agent/embed"));
        assertEquals("text-embedding-3-large", model(chain("agent/embed-large").getFirst()));
    }

    private static boolean seesImages(String target) {
        return TRAITS.of(model(target)).contains("vision");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpt-4o-mini|chat,vision,function_calling",
                "openai/gpt-oss-120b|chat,function_calling",
                "accounts/fireworks/models/kimi-k2p6|chat,vision,function_calling",
                "Qwen/Qwen3-VL-8B-Instruct|chat,vision,function_calling",
                "@cf/baai/bge-m3|embeddings",
                "text-embedding-3-small|embeddings",
                "tts-1-hd|speech",
                "whisper-large-v3|transcriptions",
                "gpt-4o-transcribe|transcriptions",
                "meta-llama/llama-guard-4-12b|moderations",
                "gpt-image-1|images",
                "nobody-knows-it|chat"
            })
    void whatAModelCanDoIsToldByItsName(String model, String capabilities) {
        assertEquals(List.of(capabilities.split(",")), TRAITS.of(model));
        assertTrue(TRAITS.words().containsAll(TRAITS.of(model)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'aliases':[{'name':'a','use_case':'u','models':['nobody/x']}]}|nobody/x",
                "{'aliases':[{'name':'a','use_case':'u','models':['groq']}]}|'groq'",
                "{'aliases':[{'name':'a','use_case':'u','models':['groq/x']},{'name':'a','use_case':'u','models':['groq/x']}]}|twice",
                "{'aliases':[{'name':'a','models':['groq/x']}]}|use_case",
                "{'alias':[]}|did you mean aliases"
            })
    void aWrongFileSaysWhere(String json, String word) {
        var fault = assertThrows(
                CatalogueException.class,
                () -> AliasFile.read(
                        _ -> Optional.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), CATALOGUE));
        assertTrue(String.valueOf(fault.getMessage()).contains("aliases/defaults.json"), fault.getMessage());
        assertTrue(String.valueOf(fault.getMessage()).contains(word), fault.getMessage());
    }
}
