package dev.keypool.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.keypool.metering.WorstCase;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads, along with the rest of a chat request, what bounds its cost. Only members that are known to cost no more than their
 * tokens are taken for such: images by address, searches, dearer tiers and whatever is invented next have no bound that could
 * be read from the request. Confined to one scan.
 */
final class CostScan {
    private static final Set<String> PLAIN = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "temperature",
            "top_p",
            "top_k",
            "top_a",
            "min_p",
            "presence_penalty",
            "frequency_penalty",
            "repetition_penalty",
            "n",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "seed",
            "random_seed",
            "user",
            "logprobs",
            "top_logprobs",
            "logit_bias",
            "response_format",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "reasoning",
            "reasoning_effort",
            "include_reasoning",
            "thinking",
            "verbosity",
            "metadata",
            "store",
            "safety_identifier",
            "safe_prompt",
            "prompt_cache_key",
            "chat_template_kwargs");
    private static final Set<String> PLAIN_IN_MESSAGES = Set.of(
            "role",
            "content",
            "name",
            "refusal",
            "prefix",
            "reasoning",
            "reasoning_content",
            "tool_calls",
            "tool_call_id",
            "function_call");
    private static final int LONGEST_SHOWN = 40;
    private static final Set<String> PLAIN_PARTS = Set.of("text", "refusal");
    private static final Set<String> PLAIN_TOOLS = Set.of("function");

    private @Nullable Long maxTokens;
    private int answers = 1;
    private boolean tools;
    private @Nullable String beyond;

    /** A member of the request that goes upstream; the parser stands at its value. */
    void member(JsonParser p, String name) {
        if (!PLAIN.contains(name) && !p.hasToken(JsonToken.VALUE_NULL)) beyond(name);
        tools |= name.equals("tools") || name.equals("functions");
    }

    /** A provider may heed either of the two names of this limit: the larger counts. */
    void maxTokens(@Nullable Integer sent) {
        if (sent != null && (maxTokens == null || sent > maxTokens)) maxTokens = (long) sent;
    }

    void answers(@Nullable Integer sent) {
        if (sent != null) answers = Math.max(answers, sent);
    }

    /** Reads one message, from its opening brace to its closing one. */
    void message(JsonParser p) throws IOException {
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            if (!PLAIN_IN_MESSAGES.contains(name) && !p.hasToken(JsonToken.VALUE_NULL)) beyond("messages." + name);
            if (name.equals("content") && p.hasToken(JsonToken.START_ARRAY)) kinds(p, PLAIN_PARTS, "messages.content");
            else p.skipChildren();
        }
    }

    /** Reads the list of tools that the parser stands at. */
    void tools(JsonParser p) throws IOException {
        if (p.hasToken(JsonToken.START_ARRAY)) kinds(p, PLAIN_TOOLS, "tools");
        else p.skipChildren();
    }

    private void kinds(JsonParser p, Set<String> plain, String where) throws IOException {
        while (p.nextToken() != JsonToken.END_ARRAY) {
            if (p.hasToken(JsonToken.START_OBJECT)) kind(p, plain, where);
            else p.skipChildren();
        }
    }

    private void kind(JsonParser p, Set<String> plain, String where) throws IOException {
        boolean known = false;
        boolean other = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "type" -> {
                    boolean is = p.hasToken(JsonToken.VALUE_STRING) && plain.contains(p.getText());
                    known |= is;
                    other |= !is;
                    p.skipChildren();
                }
                case "text", "refusal", "function" -> p.skipChildren();
                case "cache_control" -> cacheControl(p, where);
                default -> {
                    other = true;
                    p.skipChildren();
                }
            }
        }
        if (!known || other) beyond(where);
    }

    /** To keep a prompt for longer costs more than a price list says. */
    private void cacheControl(JsonParser p, String where) throws IOException {
        if (!p.hasToken(JsonToken.START_OBJECT)) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            if (!p.currentName().equals("type")) beyond(where);
            p.nextToken();
            p.skipChildren();
        }
    }

    private void beyond(String name) {
        if (beyond == null) beyond = name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
    }

    WorstCase.Size size(int bytes) {
        return new WorstCase.Size(bytes, maxTokens, answers, tools, beyond);
    }
}
