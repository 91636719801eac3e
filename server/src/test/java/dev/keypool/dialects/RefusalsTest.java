package dev.keypool.dialects;

import static dev.keypool.dialects.Dialect.ANTHROPIC_MESSAGES;
import static dev.keypool.dialects.Dialect.OPENAI_CHAT;
import static dev.keypool.dialects.Dialect.OPENAI_RESPONSES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be carried is refused, with the member's own path and a sentence that says what to do. */
final class RefusalsTest {
    private static final String CHAT = "{'model':'m','messages':[{'role':'user','content':'Hi'}]%s}";
    private static final String MESSAGES = "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}]%s}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "n                  | 'n':2",
                "logprobs           | 'logprobs':true",
                "top_logprobs       | 'top_logprobs':3",
                "logit_bias         | 'logit_bias':{'5':1}",
                "audio              | 'audio':{'voice':'alloy'}",
                "modalities         | 'modalities':['text','audio']",
                "web_search_options | 'web_search_options':{}",
                "functions          | 'functions':[{'name':'f'}]",
                "function_call      | 'function_call':'auto'",
                "temperature        | 'temperature':'hot'",
                "temperature        | 'temperature':1e400",
                "stream             | 'stream':'yes'",
                "max_tokens         | 'max_tokens':1.5",
                "stop               | 'stop':{'a':1}",
                "stop               | 'stop':['a',1]",
                "tools              | 'tools':{'a':1}",
                "tools[0].type      | 'tools':[{'type':'custom','custom':{}}]",
                "tools[0].function  | 'tools':[{'type':'function'}]",
                "tool_choice        | 'tool_choice':'always'",
                "tool_choice.type   | 'tool_choice':{'type':'allowed_tools'}",
                "response_format.type | 'response_format':{'type':'xml'}",
                "response_format.json_schema.schema | 'response_format':{'type':'json_schema','json_schema':{'name':'x'}}",
                "reasoning_effort   | 'reasoning_effort':'huge'",
                "reasoning.deep     | 'reasoning':{'deep':true}",
                "frobnicate         | 'frobnicate':1",
            })
    void ofChat(String param, String member) {
        assertRefused(param, Said.refused(OPENAI_CHAT, ANTHROPIC_MESSAGES, CHAT.formatted("," + member)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "messages                     | []",
                "messages                     | 'Hi'",
                "messages[0]                  | ['Hi']",
                "messages[0].role             | [{'content':'Hi'}]",
                "messages[0].role             | [{'role':'function','name':'f','content':'Hi'}]",
                "messages[0].content          | [{'role':'user'}]",
                "messages[0].content          | [{'role':'user','content':5}]",
                "messages[0].content[0].type  | [{'role':'user','content':[{'type':'input_audio','input_audio':{}}]}]",
                "messages[0].content[0].type  | [{'role':'system','content':[{'type':'image_url','image_url':'https://a/b'}]}]",
                "messages[0].content[0].image_url.url | [{'role':'user','content':[{'type':'image_url','image_url':{'url':'file:a'}}]}]",
                "messages[0].content[0].file.file_id  | [{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]",
                "messages[0].content[0].file.file_data | [{'role':'user','content':[{'type':'file','file':{'file_data':'data:text/plain;base64,@'}}]}]",
                "messages[0].content[0].cache_control.type | [{'role':'user','content':[{'type':'text','text':'a','cache_control':{'type':'x'}}]}]",
                "messages[0].audio            | [{'role':'assistant','audio':{'id':'a'}}]",
                "messages[0].function_call    | [{'role':'assistant','content':null,'function_call':{'name':'f'}}]",
                "messages[0].tool_calls[0].type | [{'role':'assistant','content':null,'tool_calls':[{'id':'a','type':'custom'}]}]",
                "messages[0].tool_call_id     | [{'role':'tool','content':'x'}]",
                "messages                     | [{'role':'user','content':[{'type':'file','file':{'file_data':'data:image/tiff;base64,aa'}}]}]",
            })
    void ofChatsMessages(String param, String messages) {
        assertRefused(
                param,
                Said.refused(OPENAI_CHAT, ANTHROPIC_MESSAGES, "{'model':'m','messages':%s}".formatted(messages)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "previous_response_id | 'previous_response_id':'resp_1'",
                "conversation         | 'conversation':'conv_1'",
                "background           | 'background':true",
                "prompt               | 'prompt':{'id':'p'}",
                "top_logprobs         | 'top_logprobs':1",
                "include              | 'include':['message.output_text.logprobs']",
                "tools[0].type        | 'tools':[{'type':'web_search'}]",
                "tool_choice.type     | 'tool_choice':{'type':'web_search'}",
                "text.format.type     | 'text':{'format':{'type':'grammar'}}",
                "text.shape           | 'text':{'shape':1}",
                "reasoning.effort     | 'reasoning':{'effort':'huge'}",
                "stop                 | 'stop':'x'",
            })
    void ofResponses(String param, String member) {
        assertRefused(
                param, Said.refused(OPENAI_RESPONSES, OPENAI_CHAT, "{'model':'m','input':'Hi',%s}".formatted(member)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "input                    | []",
                "input                    | {'role':'user'}",
                "input[0].type            | [{'type':'item_reference','id':'msg_1'}]",
                "input[0].type            | [{'type':'web_search_call','id':'ws_1'}]",
                "input[0].role            | [{'role':'tool','content':'x'}]",
                "input[0].content[0].type | [{'role':'user','content':[{'type':'input_audio'}]}]",
                "input[0].content[0].file_id | [{'role':'user','content':[{'type':'input_image','file_id':'f'}]}]",
                "input[0].content[0].file_id | [{'role':'user','content':[{'type':'input_file','file_id':'f'}]}]",
                "input[0].output          | [{'type':'function_call_output','call_id':'c'}]",
            })
    void ofResponsesInput(String param, String input) {
        assertRefused(param, Said.refused(OPENAI_RESPONSES, OPENAI_CHAT, "{'model':'m','input':%s}".formatted(input)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "container            | 'container':'c'",
                "mcp_servers          | 'mcp_servers':[{'url':'x'}]",
                "inference_geo        | 'inference_geo':'eu'",
                "tools[0].type        | 'tools':[{'type':'web_search_20250305','name':'web_search'}]",
                "tools[0].input_schema | 'tools':[{'name':'a'}]",
                "tools[0].defer_loading | 'tools':[{'name':'a','input_schema':{},'defer_loading':true}]",
                "tools[0].allowed_callers | 'tools':[{'name':'a','input_schema':{},'allowed_callers':['code_execution_20250825']}]",
                "tool_choice.type     | 'tool_choice':{'type':'maybe'}",
                "thinking.type        | 'thinking':{'type':'deep'}",
                "output_config.effort | 'output_config':{'effort':'huge'}",
                "output_config.format.type | 'output_config':{'format':{'type':'xml'}}",
                "output_config.x      | 'output_config':{'x':1}",
                "metadata.name        | 'metadata':{'name':'Ada'}",
                "system[0].type       | 'system':[{'type':'server_tool_use'}]",
            })
    void ofMessages(String param, String member) {
        assertRefused(param, Said.refused(ANTHROPIC_MESSAGES, OPENAI_CHAT, MESSAGES.formatted("," + member)));
    }

    @Test
    void aMessagesRequestMustSayHowLongItsAnswerMayBe() {
        assertRefused(
                "max_tokens",
                Said.refused(
                        ANTHROPIC_MESSAGES, OPENAI_CHAT, "{'model':'m','messages':[{'role':'user','content':'Hi'}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "messages                    | []",
                "messages[0].role            | [{'role':'tool','content':'x'}]",
                "messages[0].content[0].type | [{'role':'user','content':[{'type':'search_result'}]}]",
                "messages[0].content[0].source.type | [{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}]",
                "messages[0].content[0].source.type | [{'role':'user','content':[{'type':'image','source':{'type':'x'}}]}]",
                "messages[0].content[0].color | [{'role':'user','content':[{'type':'text','text':'a','color':'red'}]}]",
            })
    void ofMessagesMessages(String param, String messages) {
        assertRefused(
                param,
                Said.refused(
                        ANTHROPIC_MESSAGES,
                        OPENAI_CHAT,
                        "{'model':'m','max_tokens':9,'messages':%s}".formatted(messages)));
    }

    @ParameterizedTest
    @CsvSource({"OPENAI_CHAT,stop", "ANTHROPIC_MESSAGES,stop_sequences"})
    void stopSequencesByTheClientsOwnNameWhereTheProviderHasNone(Dialect client, String param) {
        String json = (client == OPENAI_CHAT ? CHAT : MESSAGES).formatted(",'" + param + "':['x']");
        assertRefused(param, Said.refused(client, OPENAI_RESPONSES, json));
    }

    @Test
    void aBodyThatIsNoObject() {
        var refused =
                assertInstanceOf(Translation.Refused.class, Said.request(OPENAI_CHAT, ANTHROPIC_MESSAGES, "m", "[1]"));
        assertNull(refused.param());
        assertInstanceOf(Translation.Refused.class, Said.request(OPENAI_CHAT, ANTHROPIC_MESSAGES, "m", "{'a':"));
    }

    private static void assertRefused(String param, Translation.Refused refused) {
        assertEquals(param, refused.param());
        assertTrue(refused.sentence().endsWith("."), refused.sentence());
    }
}
