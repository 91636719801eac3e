package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignReasoningTest {
    private static String without(Dialect dialect, String json) {
        return Goldens.text(ForeignReasoning.without(dialect, Said.bytes(json))).replace('"', '\'');
    }

    @Test
    void anthropicIsNotGivenOthersThoughts() {
        assertEquals(
                "{'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'b','signature':'own'},{'type':'text','text':'c'}]},"
                        + "{'role':'user','content':'d'}],'n':1.50}",
                without(
                        Dialect.ANTHROPIC_MESSAGES,
                        "{'messages':[{'role':'assistant','content':[{'type':'thinking','thinking':'a','signature':'keypool.openai_chat.x'},"
                                + "{'type':'redacted_thinking','data':'keypool.bedrock_converse.y'},"
                                + "{'type':'thinking','thinking':'b','signature':'own'},{'type':'text','text':'c'}]},"
                                + "{'role':'assistant','content':[{'type':'thinking','thinking':'a','signature':'keypool.openai_chat.x'}]},"
                                + "{'role':'user','content':'d'}],'n':1.50}"));
    }

    @Test
    void openAiIsNotGivenOthersThoughts() {
        assertEquals(
                "{'input':[{'type':'reasoning','encrypted_content':'own'}]}",
                without(
                        Dialect.OPENAI_RESPONSES,
                        "{'input':[{'type':'reasoning','encrypted_content':'keypool.anthropic_messages.x'},"
                                + "{'type':'reasoning','encrypted_content':'sealed:keypool.anthropic_messages.x'},"
                                + "{'type':'reasoning','encrypted_content':'own'}]}"));
        assertEquals(
                "{'messages':[{'role':'assistant','content':'c'},{'reasoning_content':'own'}]}",
                without(
                        Dialect.OPENAI_CHAT,
                        "{'messages':[{'role':'assistant','content':'c','reasoning_content':'a','reasoning_details':"
                                + "[{'type':'reasoning.text','text':'a','signature':'keypool.anthropic_messages.x'}]},{'reasoning_content':'own'}]}"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whatHoldsNoneIsNotTouched(Dialect dialect) {
        for (String json : new String[] {
            "{'messages':[{'role':'user','content':'keypool.openai_chat. is a mark'}],'input':'keypool.'}",
            "{'messages':[{'role':'user','content':'kay, key, keypoo'}]}",
            "keypool. is no JSON",
            "keypool"
        }) {
            byte[] body = Said.bytes(json);
            assertSame(body, ForeignReasoning.without(dialect, body));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keypool.openai_chat.x", "keypool.openai_chat."})
    void aTagIsReadOnlyByItsOwnDialect(String tagged) {
        assertEquals(
                tagged,
                Signature.tagged(
                        Dialect.OPENAI_CHAT,
                        Signature.raw(Dialect.OPENAI_CHAT, tagged).orElseThrow()));
        assertEquals(true, Signature.raw(Dialect.ANTHROPIC_MESSAGES, tagged).isEmpty());
    }
}
