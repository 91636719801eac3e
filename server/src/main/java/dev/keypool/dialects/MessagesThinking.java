package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.dialects.Ask.Effort;
import dev.keypool.dialects.Ask.Reasoning;
import dev.keypool.dialects.Ask.Role;
import dev.keypool.dialects.Ask.ToolChoice;
import dev.keypool.dialects.Ask.Turn;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much a request to an Anthropic provider thinks, within what that provider allows. Immutable.
 *
 * @param budget tokens for it; 0 for none, or when the model doses them itself
 * @param effort the word for it, null when none is sent
 */
record MessagesThinking(
        long maxTokens,
        long budget,
        boolean adaptive,
        @Nullable Effort effort) {
    /** The least budget that Anthropic takes. */
    private static final long LEAST = 1_024;

    static MessagesThinking of(Ask ask, Losses losses) {
        Reasoning reasoning = ask.reasoning();
        Long most = ask.sampling().maxTokens();
        MessagesThinking none = new MessagesThinking(most == null ? MessagesProvider.MAX_TOKENS : most, 0, false, null);
        Effort effort = Efforts.wanted(reasoning).orElse(null);
        boolean decides = reasoning != null && reasoning.effort() == Effort.ADAPTIVE;
        if (effort == Effort.NONE || (effort == null && !decides)) return none;
        if (isForced(ask.tooling().choice())) return lost(none, losses);
        if (ClaudeModels.thinksAdaptively(ask.model()))
            return new MessagesThinking(none.maxTokens, 0, true, known(effort, ask.model()));
        if (lacksItsThought(ask.conversation().turns())) return lost(none, losses);
        return budgeted(reasoning, effort == null ? Effort.ADAPTIVE : effort, most, none, losses);
    }

    /** Asking for a certain tool and for thinking at once is refused. */
    private static boolean isForced(@Nullable ToolChoice choice) {
        return choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
    }

    private static MessagesThinking lost(MessagesThinking none, Losses losses) {
        losses.drop("reasoning");
        return none;
    }

    private static @Nullable Effort known(@Nullable Effort effort, String model) {
        if (effort == null) return null;
        return switch (effort) {
            case MINIMAL -> Effort.LOW;
            case XHIGH -> ClaudeModels.knowsXhigh(model) ? effort : Effort.HIGH;
            default -> effort;
        };
    }

    /** A loop of tool calls that was begun without thinking must end so: its calls lack the thought before them. */
    private static boolean lacksItsThought(List<Turn> turns) {
        int start = Loops.answered(turns);
        return turns.subList(start, turns.size()).stream()
                .filter(turn -> turn.role() == Role.ASSISTANT)
                .anyMatch(turn -> !MessagesTurns.beginsWithThought(turn));
    }

    /** Anthropic wants the budget below the answer's most tokens. One that the client named bounds the answer beyond it. */
    private static MessagesThinking budgeted(
            @Nullable Reasoning reasoning, Effort effort, @Nullable Long most, MessagesThinking none, Losses losses) {
        Long asked = reasoning == null ? null : reasoning.budgetTokens();
        long budget = Math.max(LEAST, asked == null ? Efforts.budget(effort) : asked);
        if (most == null) return new MessagesThinking(budget + MessagesProvider.MAX_TOKENS, budget, false, null);
        if (most <= LEAST) return lost(none, losses);
        return new MessagesThinking(most, Math.min(budget, Math.max(LEAST, most / 2)), false, null);
    }

    boolean on() {
        return adaptive || budget > 0;
    }

    void write(ObjectNode json) {
        if (adaptive) json.putObject("thinking").put("type", "adaptive");
        else if (budget > 0) json.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
        if (effort != null)
            json.withObject("/output_config").put("effort", effort.name().toLowerCase(Locale.ROOT));
    }
}
