package dev.keypool.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.keypool.metering.Quote.Origin;
import dev.keypool.providers.PriceList;
import dev.keypool.providers.PriceRow;
import dev.keypool.providers.PriceRow.Rates;
import dev.keypool.values.BrandId;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PriceBookTest {
    private static final BrandId US = new BrandId(1);
    private static final BrandId OTHERS = new BrandId(2);
    private static final LocalDate THEN = LocalDate.parse("2026-08-21");
    private static final LocalDate NOW = LocalDate.parse("2026-11-23");

    private final PriceBook book = PriceBook.of(List.of(
            new PriceList(
                    "acme",
                    "a list",
                    THEN,
                    ":free",
                    List.of(row("small", 10, 4_096L, "small-0806", "small-1120"), row("big", 20, null))),
            new PriceList("other", "a list", THEN, null, List.of(row("small", 30, null)))));

    private static PriceRow row(String model, long input, @Nullable Long most, String... aliases) {
        Rates rates = new Rates(input, 2 * input, null, null, null, null, null);
        PriceRow.Above above = new PriceRow.Above(100, new Rates(2 * input, 3 * input, null, null, null, null, null));
        return new PriceRow(
                model, List.of(aliases), rates, model.equals("big") ? above : null, 8_192L, most, "a list", THEN);
    }

    private static Price price(long input) {
        return new Price(input, input, null, null, null, null, null, null);
    }

    private void ours(String provider, String model, long input) {
        book.put(new BrandPrice(US, provider, model, price(input), NOW));
    }

    private @Nullable Long input(BrandId brand, String provider, String model) {
        return book.find(brand, provider, model).map(Price::input).orElse(null);
    }

    private @Nullable Long served(String asked, @Nullable String served) {
        return book.find(US, "acme", asked, served).map(Price::input).orElse(null);
    }

    @Test
    void aModelIsFoundByItsNameAndItsAliasesAtItsProviderAlone() {
        assertEquals(10, input(US, "acme", "small"));
        assertEquals(10, input(US, "acme", "small-1120"));
        assertEquals(30, input(US, "other", "small"));
        assertNull(input(US, "other", "small-1120"));
        assertNull(input(US, "nobody", "small"));
        assertEquals(
                2,
                book.quotes(US).stream().filter(q -> q.model().equals("small")).count());
    }

    @Test
    void theBrandsOwnPriceComesFirstAndIsItsAlone() {
        ours("acme", "small", 1);
        assertEquals(1, input(US, "acme", "small"));
        assertEquals(10, input(OTHERS, "acme", "small"));
        assertEquals(30, input(US, "other", "small"));
        book.remove(US, "acme", "small");
        assertEquals(10, input(US, "acme", "small"));
        book.remove(OTHERS, "acme", "small");
        assertEquals(10, input(OTHERS, "acme", "small"));
    }

    @Test
    void aBrandsPriceHoldsForTheAliasesUnlessTheAliasHasItsOwn() {
        ours("acme", "small", 1);
        ours("acme", "small-1120", 2);
        assertEquals(1, input(US, "acme", "small-0806"));
        assertEquals(2, input(US, "acme", "small-1120"));
        assertEquals(1, input(US, "acme", "small"));
    }

    @Test
    void aBrandMayPriceWhatNobodyElseKnows() {
        ours("acme", "secret-model", 7);
        ours("own-house", "llama", 8);
        assertEquals(7, input(US, "acme", "secret-model"));
        assertEquals(8, input(US, "own-house", "llama"));
        assertNull(input(OTHERS, "acme", "secret-model"));
    }

    @Test
    void whatServedIsWhatIsBilled() {
        assertEquals(20, served("router", "big"));
        assertEquals(20, served("small", "big"));
        assertEquals(10, served("small", "small-0806"));
        assertEquals(10, served("small", "unheard-of"));
        assertEquals(10, served("small", null));
        assertNull(served("router", "unheard-of"));
    }

    @Test
    void theBrandsWordOnTheAskedModelBeatsTheOneOnTheServed() {
        ours("acme", "big", 2);
        assertEquals(2, served("router", "big"));
        ours("acme", "router", 1);
        assertEquals(1, served("router", "big"));
        assertEquals(2, served("small", "big"));
    }

    @Test
    void aFreeModelIsKnownByItsEndingWhereTheProviderHasSuch() {
        assertEquals(Price.FREE, book.find(US, "acme", "anything:free").orElseThrow());
        assertEquals(
                "anything:free",
                book.quote(US, "acme", "anything:free").orElseThrow().model());
        assertNull(input(US, "other", "anything:free"));
        ours("acme", "anything:free", 3);
        assertEquals(3, input(US, "acme", "anything:free"));
    }

    @Test
    void aQuoteTellsWhoseItIsAndOfWhen() {
        Quote listed = book.quote(US, "acme", "small-0806").orElseThrow();
        assertEquals("small", listed.model());
        assertEquals(Origin.CATALOGUE, listed.origin());
        assertEquals("a list", listed.listedIn());
        assertEquals(THEN, listed.date());
        ours("acme", "small", 1);
        Quote own = book.quote(US, "acme", "small").orElseThrow();
        assertEquals(Origin.BRAND, own.origin());
        assertNull(own.listedIn());
        assertEquals(NOW, own.date());
        assertEquals(List.of("small-0806", "small-1120"), own.aliases());
        assertEquals(8_192, own.context());
        ours("acme", "small-0806", 2);
        assertEquals(
                List.of(), book.quote(US, "acme", "small-0806").orElseThrow().aliases());
        ours("acme", "new", 2);
        assertNull(book.quote(US, "acme", "new").orElseThrow().context());
        assertEquals(Optional.empty(), book.quote(US, "acme", "unheard-of"));
    }

    @Test
    void howMuchAModelSaysAtMostStaysAFactOfTheModel() {
        ours("acme", "small", 1);
        assertEquals(4_096, book.find(US, "acme", "small").orElseThrow().maxOutput());
        Price brief = new Price(1, 1, null, null, null, null, null, 100L);
        book.put(new BrandPrice(US, "acme", "small", brief, NOW));
        assertEquals(100, book.find(US, "acme", "small").orElseThrow().maxOutput());
        ours("acme", "new", 1);
        assertNull(book.find(US, "acme", "new").orElseThrow().maxOutput());
    }

    @Test
    void aListShowsEveryModelOnceWithTheBrandsOwnInPlace() {
        ours("acme", "big", 1);
        ours("acme", "zeta", 2);
        ours("acme", "alpha", 3);
        assertEquals(
                List.of("small", "big", "small", "alpha", "zeta"),
                book.quotes(US).stream().map(Quote::model).toList());
        assertEquals(1, book.quotes(US).get(1).price().input());
        assertEquals(3, book.quotes(OTHERS).size());
    }

    @Test
    void ratesForLongPromptsComeOver() {
        Price big = book.find(US, "acme", "big").orElseThrow();
        Price far = new Price(40, 60, null, null, null, null, null, null);
        assertEquals(new Price.Above(100, far), big.above());
        assertNull(book.find(US, "acme", "small").orElseThrow().above());
    }

    @Test
    void anOwnPriceIsFoundUnderItsExactNameOnly() {
        ours("acme", "small", 1);
        assertEquals(1, book.own(US, "acme", "small").orElseThrow().price().input());
        assertEquals(Optional.empty(), book.own(US, "acme", "small-0806"));
        assertEquals(Optional.empty(), book.own(US, "other", "small"));
    }
}
