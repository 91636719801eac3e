package dev.keypool.dialects;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ErrorBodyTest {
    private static final Fault FAULT = new Fault("invalid_request_error", "bad", "It is bad.");

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "402, billing_error",
        "403, permission_error",
        "404, not_found_error",
        "408, timeout_error",
        "413, request_too_large",
        "422, invalid_request_error",
        "429, rate_limit_error",
        "500, api_error",
        "502, api_error",
        "503, overloaded_error",
        "504, timeout_error",
        "529, overloaded_error",
    })
    void anthropicsClientsReadAnthropicsWords(int status, String type) {
        assertEquals(
                Said.json("{'type':'error','error':{'type':'" + type + "','message':'It is bad.'},'request_id':'r'}"),
                ErrorBody.of(Dialect.ANTHROPIC_MESSAGES, status, FAULT, "x", "r"));
    }

    @Test
    void openAisClientsReadOpenAis() {
        for (Dialect client : new Dialect[] {Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES})
            assertEquals(
                    Said.json(
                            "{'error':{'message':'It is bad.','type':'invalid_request_error','code':'bad','param':'x'}}"),
                    ErrorBody.of(client, 400, FAULT, "x", "r"));
    }

    @ParameterizedTest
    @CsvSource({"rate_limit_error, rate_limit_error", "timeout_error, timeout_error", "upstream_error, api_error"})
    void wordsWithoutAStatus(String openAi, String anthropic) {
        assertEquals(anthropic, ErrorBody.anthropicType(openAi));
    }
}
