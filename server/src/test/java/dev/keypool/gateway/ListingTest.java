package dev.keypool.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What providers' model lists tell. */
class ListingTest {
    private static List<Listing.Model> read(String json) throws IOException {
        return Listing.read("acme", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 0)
                .models();
    }

    private static Listing.Model one(String members) throws IOException {
        return read("{'object':'list','data':[{'id':'m'," + members + "}]}").getFirst();
    }

    @Test
    void openAisFormIsRead() throws IOException {
        assertEquals(
                List.of(
                        new Listing.Model("a", 5, "Maker", null, null, null, Set.of()),
                        new Listing.Model("b", 0, "acme", null, null, null, Set.of())),
                read(
                        "{'data':[{'id':'a','object':'model','created':5,'owned_by':'Maker'},{'id':'b'},{'x':1},7],'more':{}}"));
    }

    @Test
    void aBareListIsReadToo() throws IOException {
        assertEquals("a", read("[{'id':'a'}]").getFirst().id());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"'context_length':9", "'context_window':9", "'max_context_length':9", "'max_model_len':9"})
    void everySpellingOfTheWindowIsKnown(String member) throws IOException {
        assertEquals(9L, one(member).context());
    }

    @Test
    void whatAModelCanDoIsTakenFromWhateverFormItHas() throws IOException {
        assertEquals(
                Set.of("vision", "function_calling"),
                one("'architecture':{'modality':'x','input_modalities':['text','image',1,{}]},'supported_parameters':['seed','tools']")
                        .capabilities());
        assertEquals(
                Set.of("function_calling"),
                one("'capabilities':{'vision':false,'function_calling':true,'fim':true,'more':{}}")
                        .capabilities());
        assertEquals(
                8L,
                one("'top_provider':{'context_length':1,'max_completion_tokens':8}")
                        .maxOutput());
        assertEquals("A model", one("'name':'m','display_name':'A model'").displayName());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'context_length':99999999999999999999,'name':7,'owned_by':[],'created':'now'",
                "'context_length':'9','max_output_tokens':{},'display_name':null",
                "'context_window':0,'max_completion_tokens':-1,'name':'m'",
                "'capabilities':['vision'],'architecture':[],'input_modalities':{},'supported_parameters':'tools','top_provider':1"
            })
    void whatIsOfAnotherTypeIsNotKnown(String members) throws IOException {
        assertEquals(new Listing.Model("m", 0, "acme", null, null, null, Set.of()), one(members));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "7", "{'data':[{'id':'a'}", "[{'id':'a'},", "{'data':[{'id':'a','supported_parameters':['x'"
            })
    void whatIsNoListOrCutOffIsAFault(String json) {
        assertThrows(IOException.class, () -> read(json));
    }
}
