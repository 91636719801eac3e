package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/**
 * What an answer must know of its request. Made by {@link Translator#request}, handed back with the answer. Immutable.
 *
 * @param body what the client sent, without the conversation: some dialects repeat it in the answer
 * @param model the model's name at the target, for a provider that does not say who served
 * @param created when the request came, seconds since 1970
 * @param ids gives a new unique id, letters and digits, without a prefix
 */
public record Asked(ObjectNode body, String model, long created, Supplier<String> ids) {}
