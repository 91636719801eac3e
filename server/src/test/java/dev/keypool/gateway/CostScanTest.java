package dev.keypool.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.metering.WorstCase;
import dev.keypool.values.Surface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single quotes stand for double ones. */
class CostScanTest {
    private static WorstCase.Size size(String members, String message) {
        String json = ("{'model':'m','messages':[" + message + "]" + (members.isEmpty() ? "" : "," + members) + "}")
                .replace('\'', '"');
        return BodyScan.of(json.getBytes(UTF_8), new Bounds(1_000)).size();
    }

    private static WorstCase.Size with(String members) {
        return size(members, "{'role':'user','content':'hi'}");
    }

    private static WorstCase.Size saying(String message) {
        return size("", message);
    }

    @Test
    void theWholeBodyCountsInBytes() {
        assertEquals(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"ü\"}]}".getBytes(UTF_8).length,
                saying("{'role':'user','content':'ü'}").bytes());
    }

    @Test
    void theLargerOfTheTwoLimitsCountsWhereverItStands() {
        assertNull(with("").maxTokens());
        assertNull(with("'max_tokens':null").maxTokens());
        assertEquals(50, with("'max_tokens':50").maxTokens());
        assertEquals(50, with("'max_tokens':50,'max_completion_tokens':7").maxTokens());
        assertEquals(50, with("'max_tokens':7,'max_completion_tokens':50").maxTokens());
        assertEquals(50, with("'max_tokens':50,'max_tokens':7").maxTokens());
    }

    @Test
    void aCompletionIsAsLongAsItSaysAndEveryPromptHasItsOwn() {
        assertNull(completing("'prompt':'hi'").maxTokens(), "providers do not agree on a usual length");
        assertEquals(50, completing("'prompt':'hi','max_tokens':50").maxTokens());
        assertEquals(6, completing("'prompt':['a',[1,2]],'n':2,'best_of':3").answers());
    }

    private static WorstCase.Size completing(String members) {
        byte[] body = ("{'model':'m'," + members + "}").replace('\'', '"').getBytes(UTF_8);
        return BodyScan.of(Surface.COMPLETIONS, body, new Bounds(1_000), false).size();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'role':'user','content':'hi'} | true
            {'type':'message','role':'user','content':[{'type':'input_text','text':'hi'}]} | true
            {'type':'function_call','call_id':'c','name':'f','arguments':'{}'} | true
            {'type':'function_call_output','call_id':'c','output':'7'} | true
            {'type':'function_call_output','call_id':'c','output':[{'type':'input_text','text':'7'}]} | true
            {'type':'reasoning','id':'r','summary':[],'encrypted_content':'gAAAA'} | true
            {'type':'reasoning','id':'r','summary':[]} | false
            {'type':'reasoning','id':'r','encrypted_content':null} | false
            {'type':'item_reference','id':'i'} | false
            {'id':'i','type':7} | false
            {'type':'function_call_output','call_id':'c','output':[{'type':'input_image','image_url':'u'}]} | false
            {'type':'web_search_call','id':'w','status':'completed'} | false
            """)
    void anItemOfResponsesIsPlainWhenAllOfItIsSentAlong(String item, boolean plain) {
        byte[] body =
                ("{'model':'m','input':[" + item + "]}").replace('\'', '"').getBytes(UTF_8);
        WorstCase.Size size =
                BodyScan.of(Surface.RESPONSES, body, new Bounds(1_000), false).size();
        assertEquals(plain, size.beyond() == null, size.toString());
    }

    @Test
    void answersAndToolsAreSeen() {
        assertEquals(1, with("'n':null").answers());
        assertEquals(3, with("'n':3").answers());
        assertTrue(with("'tools':[{'type':'function','function':{'name':'f'}}]").tools());
        assertTrue(with("'functions':[]").tools());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'temperature':1,'top_p':1,'stop':['a'],'seed':1,'response_format':{'type':'json_object'}",
                "'reasoning':{'effort':'high'},'reasoning_effort':'low','user':'u','metadata':{'a':'b'}",
                "'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}]",
                "'tools':null,'plugins':null",
                "'include_route_trace':true,'spidergate_options':{'timeout_ms':5},'spidergate_metadata':{}",
            })
    void whatCostsTokensAloneIsPlain(String members) {
        assertNull(with(members).beyond());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role':'user','content':'hi','name':'n'}",
                "{'role':'user','content':[{'type':'text','text':'hi'},{'type':'text','text':'ho'}]}",
                "{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]}",
                "{'role':'assistant','content':null,'audio':null,'tool_calls':[{'id':'1','type':'function'}]}",
                "{'role':'tool','tool_call_id':'1','content':'x'}",
            })
    void aMessageOfTextIsPlain(String message) {
        assertNull(saying(message).beyond());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'plugins':[{'id':'web'}]|plugins",
                "'web_search_options':{}|web_search_options",
                "'service_tier':'priority'|service_tier",
                "'models':['dear']|models",
                "'prediction':{}|prediction",
                "'invented_tomorrow':1|invented_tomorrow",
                "'tools':[{'type':'web_search'}]|tools",
                "'tools':[{'function':{}}]|tools",
                "'tools':[{'type':'function','type':'web_search'}]|tools",
                "'a_name_so_long_that_it_is_of_no_use_to_anybody':1|a_name_so_long_that_it_is_of_no_use_to_a…",
            })
    void whatMayCostMoreThanTokensIsNamed(String members, String name) {
        assertEquals(name, with(members).beyond());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://x'}}]}|messages.content",
                "{'role':'user','content':[{'text':'typeless'}]}|messages.content",
                "{'role':'user','content':[{'type':1,'text':'x'}]}|messages.content",
                "{'role':'user','content':[{'type':'text','text':'x','image_url':'http://x'}]}|messages.content",
                "{'role':'user','content':[{'type':'text','cache_control':{'type':'e','ttl':'1h'}}]}|messages.content",
                "{'role':'user','content':'x','images':['http://x']}|messages.images",
                "{'role':'assistant','audio':{'id':'1'}}|messages.audio",
            })
    void aMessageOfMoreThanTextIsNamed(String message, String name) {
        assertEquals(name, saying(message).beyond());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role':'user','content':[['x'],'y',{'type':{'type':'text'}},{'type':'text','cache_control':[1,[2]]}]}",
                "{'role':{'content':[{'type':'image_url'}]},'content':{'a':[1]}}",
            })
    void oddShapesAreReadToTheirEnd(String message) {
        assertEquals(
                "m",
                BodyScan.of(
                                ("{'messages':[" + message + "],'tools':{'a':[1]},'model':'m'}")
                                        .replace('\'', '"')
                                        .getBytes(UTF_8),
                                new Bounds(1_000))
                        .model());
    }
}
