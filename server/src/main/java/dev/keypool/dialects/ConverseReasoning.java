package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Effort;
import dev.keypool.dialects.Ask.Reasoning;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.ToolChoice;
import dev.keypool.dialects.Ask.Turn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much a request to Bedrock thinks. Converse has no word for it: each family has its own, which stands among the additional
 * fields. Immutable.
 *
 * @param fields those fields; empty when nothing is asked for
 * @param plain true when sampling must be left to the model beside it
 * @param maxTokens most tokens of the answer, thinking included; null when that is left to Bedrock
 */
record ConverseReasoning(
        ObjectNode fields, boolean plain, @Nullable Long maxTokens) {
    /** The least budget that Claude takes. */
    private static final long LEAST = 1_024;
    /** Room for the answer behind a budget, when the client named no bound. What Bedrock sets then may be below the budget. */
    private static final long ROOM = MessagesProvider.MAX_TOKENS;

    private static final String THINKING = "thinking";

    static ConverseReasoning of(Ask ask, ConverseFamily family, Losses losses) {
        Optional<Effort> effort = Efforts.wanted(ask.reasoning());
        boolean decides = ask.reasoning() != null && ask.reasoning().effort() == Effort.ADAPTIVE;
        boolean off = effort.filter(wanted -> wanted == Effort.NONE).isPresent();
        Long most = ask.sampling().maxTokens();
        ConverseReasoning none = new ConverseReasoning(Trees.object(), false, most);
        if (ask.reasoning() == null || (effort.isEmpty() && !decides)) return none;
        if (off && (family == ConverseFamily.CLAUDE || family.nova())) return none; // So they are without a word.
        Optional<ConverseReasoning> said = off
                ? Optional.empty()
                : switch (family) {
                    case CLAUDE -> claude(ask, effort.orElse(null));
                    case NOVA_2 -> Optional.of(nova(effort.orElse(Effort.MEDIUM), most));
                    case GPT -> Optional.of(gpt(effort.orElse(Effort.MEDIUM), most));
                    case NOVA, OTHER -> Optional.empty();
                };
        if (said.isEmpty()) losses.drop("reasoning");
        return said.orElse(none);
    }

    private static Optional<ConverseReasoning> claude(Ask ask, @Nullable Effort effort) {
        ToolChoice choice = ask.tooling().choice();
        // Claude refuses to think when a certain tool is demanded.
        if (choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named) return Optional.empty();
        ObjectNode fields = Trees.object();
        if (!ClaudeModels.thinksAdaptively(ask.model())) return budgeted(ask, effort, fields);
        fields.putObject(THINKING).put("type", "adaptive");
        if (effort != null) fields.putObject("output_config").put("effort", word(effort, ask.model()));
        return Optional.of(new ConverseReasoning(fields, true, ask.sampling().maxTokens()));
    }

    private static String word(Effort effort, String model) {
        Effort known = switch (effort) {
            case MINIMAL -> Effort.LOW;
            case XHIGH -> ClaudeModels.knowsXhigh(model) ? effort : Effort.HIGH;
            case NONE, LOW, MEDIUM, HIGH, MAX, ADAPTIVE -> effort;
        };
        return known.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<ConverseReasoning> budgeted(Ask ask, @Nullable Effort effort, ObjectNode fields) {
        Long most = ask.sampling().maxTokens();
        if ((most != null && most <= LEAST)
                || lacksItsThought(ask.conversation().turns())) return Optional.empty();
        Reasoning reasoning = ask.reasoning();
        Long asked = reasoning == null ? null : reasoning.budgetTokens();
        long wanted = asked == null ? Efforts.budget(effort == null ? Effort.ADAPTIVE : effort) : asked;
        long budget = Math.max(LEAST, wanted);
        // The budget must leave room for the answer, which takes its tokens from the same bound.
        if (most != null) budget = Math.min(budget, Math.max(LEAST, most / 2));
        fields.putObject(THINKING).put("type", "enabled").put("budget_tokens", budget);
        return Optional.of(new ConverseReasoning(fields, true, most == null ? Long.valueOf(budget + ROOM) : most));
    }

    /** A loop of tool calls that was begun without thinking must end so: Claude misses the thought before the call. */
    private static boolean lacksItsThought(List<Turn> turns) {
        return turns.subList(Loops.start(turns), turns.size()).stream()
                .filter(turn -> turn.role() == Role.ASSISTANT)
                .anyMatch(turn -> !ConverseContent.beginsWithThought(turn));
    }

    private static ConverseReasoning nova(Effort effort, @Nullable Long most) {
        ObjectNode fields = Trees.object();
        String word = threefold(effort);
        fields.putObject("reasoningConfig").put("type", "enabled").put("maxReasoningEffort", word);
        return new ConverseReasoning(fields, word.equals("high"), most);
    }

    private static ConverseReasoning gpt(Effort effort, @Nullable Long most) {
        return new ConverseReasoning(Trees.object().put("reasoning_effort", threefold(effort)), false, most);
    }

    private static String threefold(Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL, LOW -> "low";
            case MEDIUM, ADAPTIVE -> "medium";
            case HIGH, XHIGH, MAX -> "high";
        };
    }
}
