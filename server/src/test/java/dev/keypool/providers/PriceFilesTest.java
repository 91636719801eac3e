package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The price files that ship are sound; one that is wrong in one place says which. */
final class PriceFilesTest {
    private static final Catalogue CATALOGUE = Catalogue.load(Map.of());
    private static final String INDEX = "{'providers': ['groq']}";
    private static final String FILE = """
            {
              'source': 'a list', 'date': '2026-08-21', 'free_suffix': ':free',
              'models': [
                {'id': 'one', 'in': 0.15, 'out': 0.6, 'cached': 0.075, 'cache_write': 0.2, 'reasoning': 0.003625,
                 'above': {'prompt': 200000, 'in': 0.3, 'out': 1.2}, 'context': 128000, 'max_output': 4096, 'aliases': ['uno']},
                {'id': 'two', 'in': 0, 'out': 0, 'source': 'another', 'date': '2026-01-02'},
                {'id': 'voice', 'characters': 15},
                {'id': 'brush', 'image': 0.04}
              ]
            }
            """;

    private static List<PriceList> read(String index, String file) {
        var files = Map.of("index.json", index, "groq.json", file);
        return PriceFiles.read(
                name -> Optional.ofNullable(files.get(name))
                        .map(t -> t.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                CATALOGUE);
    }

    private static String fault(String index, String file) {
        return String.valueOf(
                assertThrows(CatalogueException.class, () -> read(index, file)).getMessage());
    }

    @Test
    void dollarsBecomeNanoDollarsExactly() {
        PriceRow one = read(INDEX, FILE).getFirst().rows().getFirst();
        assertEquals(
                new PriceRow.Rates(150_000_000, 600_000_000, 75_000_000L, 200_000_000L, 3_625_000L, null, null),
                one.rates());
        PriceRow.Above above = one.above();
        assertEquals(200_000, above == null ? 0 : above.promptTokens());
        assertEquals(300_000_000, above == null ? 0 : above.rates().input());
        assertEquals(List.of("uno"), one.aliases());
        assertEquals(128_000, one.context());
        assertEquals(4_096, one.maxOutput());
    }

    @Test
    void aRowHasItsOwnSourceAndDateOrItsFiles() {
        PriceList list = read(INDEX, FILE).getFirst();
        assertEquals("a list", list.rows().get(0).source());
        assertEquals(LocalDate.parse("2026-08-21"), list.rows().get(0).date());
        assertEquals("another", list.rows().get(1).source());
        assertEquals(LocalDate.parse("2026-01-02"), list.rows().get(1).date());
        assertEquals(":free", list.freeSuffix());
    }

    @Test
    void imagesAndCharactersArePricedPerMillionToo() {
        List<PriceRow> rows = read(INDEX, FILE).getFirst().rows();
        assertEquals(15_000_000_000L, rows.get(2).rates().characters());
        assertEquals(40_000_000_000_000L, rows.get(3).rates().images());
        assertNull(rows.get(3).above());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'in': 0.15              | 'in': '0.15'            | prices/groq.json: models[0] (one).in must be a number of dollars
                    'in': 0.15,             | `` | prices/groq.json: models[0] (one).in must be a price in dollars per million tokens
                    'in': 0.15              | 'in': -1                | prices/groq.json: models[0] (one).in must be from 0 to 1000000 dollars per million, in whole nano-dollars
                    'in': 0.15              | 'in': 1000001           | prices/groq.json: models[0] (one).in must be from 0 to 1000000 dollars per million, in whole nano-dollars
                    'in': 0.15              | 'in': 0.0000000001      | prices/groq.json: models[0] (one).in must be from 0 to 1000000 dollars per million, in whole nano-dollars
                    'in': 0.15              | 'inn': 0.15             | prices/groq.json: models[0] (one) has an unknown field 'inn' (did you mean in?)
                    'context': 128000       | 'context': 0            | prices/groq.json: models[0] (one).context must be a number of tokens
                    'context': 128000       | 'context': 1.5          | prices/groq.json: models[0] (one).context must be a number of tokens
                    'prompt': 200000,       | `` | prices/groq.json: models[0] (one).above.prompt must be a number of tokens
                    'id': 'two'             | 'id': 'uno'             | prices/groq.json: models names uno twice
                    'id': 'two'             | 'id': 2                 | prices/groq.json: models[1].id must be a text
                    2026-01-02              | 2026-13-02              | prices/groq.json: models[1] (two).date must be a day such as 2026-08-21
                    'date': '2026-08-21',   | `` | prices/groq.json: date must be a text
                    'free_suffix'           | 'free_sufix'            | prices/groq.json has an unknown field 'free_sufix' (did you mean free_suffix?)
            """)
    void aFaultNamesItsFileAndRow(String sound, String wrong, String message) {
        assertTrue(FILE.contains(sound));
        assertEquals(message, fault(INDEX, FILE.replace(sound, wrong)));
    }

    @Test
    void aProviderThatIsNotInTheCatalogueOrHasNoFileEndsTheStart() {
        assertEquals(
                "prices/index.json: providers names 'grok', which is not in the catalogue",
                fault("{'providers': ['grok']}", FILE));
        assertEquals("prices/xai.json is not there", fault("{'providers': ['xai']}", FILE));
    }

    @Test
    void atLeastThreeHundredModelsShipWithSourceAndDate() {
        List<PriceList> lists = PriceFiles.load(CATALOGUE);
        List<PriceRow> rows =
                lists.stream().flatMap(list -> list.rows().stream()).toList();
        assertTrue(rows.size() >= 300, () -> rows.size() + " models");
        assertTrue(lists.size() >= 15, () -> lists.size() + " providers");
        LocalDate latest = LocalDate.parse("2026-11-23");
        assertEquals(
                List.of(),
                rows.stream()
                        .filter(row -> row.source().isBlank()
                                || row.date().isAfter(latest)
                                || row.date().getYear() < 2026)
                        .toList());
    }

    @Test
    void whatShipsIsPlausible() {
        List<String> odd = PriceFiles.load(CATALOGUE).stream()
                .flatMap(list -> list.rows().stream()
                        .filter(row -> odd(row.rates()))
                        .map(row -> list.provider() + "/" + row.model()))
                .toList();
        assertEquals(List.of(), odd);
    }

    /** A cache that costs more than it saves, writing cheaper than reading, or an output far from its input: a slip of a digit. */
    private static boolean odd(PriceRow.Rates rates) {
        Long cached = rates.cachedInput();
        Long written = rates.cacheWrite();
        if (cached != null && cached > rates.input()) return true;
        if (written != null && written < rates.input()) return true;
        long most = rates.input() > 200_000_000 ? 13 * rates.input() : 20 * Math.max(rates.input(), 20_000_000);
        return rates.output() > most;
    }

    @Test
    void onlyWhatItsProviderCallsFreeCostsNothing() {
        List<String> free = PriceFiles.load(CATALOGUE).stream()
                .flatMap(list -> list.rows().stream()
                        .filter(row -> row.rates().input() == 0
                                && row.rates().images() == null
                                && row.rates().characters() == null)
                        .map(row -> list.provider() + "/" + row.model()))
                .toList();
        assertEquals(List.of("zhipu/glm-4.7-flash", "zhipu/glm-4.6v-flash", "zhipu/glm-4.5-flash"), free);
    }
}
