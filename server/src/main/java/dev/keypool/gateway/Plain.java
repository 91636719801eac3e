package dev.keypool.gateway;

import java.util.HashSet;
import java.util.Set;

/**
 * What of a chat-like request is known to cost no more than its tokens, by dialect. Immutable.
 *
 * @param members members of the request
 * @param inMessages members of one message
 * @param parts pieces of a message's content
 * @param tools tools that are offered
 */
record Plain(Set<String> members, Set<String> inMessages, Kinds parts, Kinds tools) {
    /**
     * Objects told apart by the word of their type.
     *
     * @param types plain ones
     * @param members what else such an object may hold
     * @param untyped whether one without a type is plain
     */
    record Kinds(Set<String> types, Set<String> members, boolean untyped) {}

    private static final Set<String> SAMPLING = Set.of(
            "model",
            "stream",
            "stream_options",
            "temperature",
            "top_p",
            "top_k",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "metadata",
            "store",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "top_logprobs");

    static final Plain CHAT = new Plain(
            and(
                    SAMPLING,
                    "messages",
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
                    "logprobs",
                    "logit_bias",
                    "response_format",
                    "functions",
                    "function_call",
                    "reasoning",
                    "reasoning_effort",
                    "include_reasoning",
                    "thinking",
                    "verbosity",
                    "safe_prompt",
                    "chat_template_kwargs"),
            Set.of(
                    "role",
                    "content",
                    "name",
                    "refusal",
                    "prefix",
                    "reasoning",
                    "reasoning_content",
                    "tool_calls",
                    "tool_call_id",
                    "function_call"),
            new Kinds(Set.of("text", "refusal"), Set.of("text", "refusal", "cache_control"), false),
            new Kinds(Set.of("function"), Set.of("function", "cache_control"), false));

    static final Plain MESSAGES = new Plain(
            and(SAMPLING, "messages", "system", "max_tokens", "stop_sequences", "thinking", "output_config"),
            Set.of("role", "content"),
            new Kinds(
                    Set.of("text", "thinking", "redacted_thinking", "tool_use", "tool_result"),
                    Set.of(
                            "text",
                            "cache_control",
                            "thinking",
                            "signature",
                            "data",
                            "id",
                            "name",
                            "input",
                            "tool_use_id",
                            "is_error",
                            "content"),
                    false),
            new Kinds(
                    Set.of("custom"),
                    Set.of("name", "description", "input_schema", "cache_control", "strict", "input_examples"),
                    true));

    static final Plain RESPONSES = new Plain(
            and(
                    SAMPLING,
                    "input",
                    "instructions",
                    "max_output_tokens",
                    "max_tool_calls",
                    "reasoning",
                    "text",
                    "truncation",
                    "include"),
            Set.of(
                    "type",
                    "role",
                    "content",
                    "id",
                    "status",
                    "call_id",
                    "name",
                    "arguments",
                    "output",
                    "summary",
                    "encrypted_content"),
            new Kinds(
                    Set.of("input_text", "output_text", "refusal", "summary_text", "reasoning_text"),
                    Set.of("text", "refusal", "annotations", "logprobs"),
                    false),
            new Kinds(Set.of("function"), Set.of("name", "description", "parameters", "strict"), false));

    static final Plain COMPLETIONS = new Plain(
            and(
                    SAMPLING,
                    "prompt",
                    "suffix",
                    "max_tokens",
                    "n",
                    "stop",
                    "seed",
                    "logprobs",
                    "logit_bias",
                    "echo",
                    "best_of",
                    "presence_penalty",
                    "frequency_penalty",
                    "repetition_penalty"),
            Set.of(),
            new Kinds(Set.of(), Set.of(), false),
            new Kinds(Set.of(), Set.of(), false));

    private static Set<String> and(Set<String> some, String... more) {
        Set<String> all = new HashSet<>(some);
        all.addAll(Set.of(more));
        return Set.copyOf(all);
    }
}
