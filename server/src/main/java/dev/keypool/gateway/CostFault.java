package dev.keypool.gateway;

import dev.keypool.metering.WorstCase;
import dev.keypool.pool.LeaseResult.Cause;
import dev.keypool.pool.LeaseResult.Reason;
import dev.keypool.routing.Target;
import dev.keypool.values.Money;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a caller is told whose request may cost more than a key's blocking spend limit can bear. */
final class CostFault {
    private CostFault() {}

    /** Empty when the key was passed over for something else, or for want of time alone. */
    static Optional<GatewayError> of(Reason reason, Target target, WorstCase worst) {
        if (reason.until() != null) return Optional.empty();
        String model = target.provider() + "/" + target.model();
        return switch (worst) {
            case WorstCase.Known(var most)
            when reason.cause() == Cause.SPEND_LIMIT ->
                Optional.of(GatewayError.invalid(
                        "max_tokens",
                        "cost_above_limit",
                        "This request may cost up to " + most.toDecimal().toPlainString() + " at " + model
                                + ", more than the whole spend limit of the keys for it. Lower max_tokens."));
            case WorstCase.Unknown(var why)
            when reason.cause() == Cause.SPEND_UNPRICED -> Optional.of(unknown(why, model));
            case WorstCase.Known _, WorstCase.Unknown _ -> Optional.empty();
        };
    }

    /** Null unless the caller named a most that this target may pass, or whose cost there has no bound. */
    static @Nullable GatewayError above(@Nullable Money most, WorstCase worst, Target target) {
        if (most == null) return null;
        String model = target.provider() + "/" + target.model();
        return switch (worst) {
            case WorstCase.Known(var may) when may.compareTo(most) <= 0 -> null;
            case WorstCase.Known(var may) ->
                aboveMost("This request may cost up to " + may.toDecimal().toPlainString() + " at " + model
                        + ", more than " + most.toDecimal().toPlainString() + ". Lower max_tokens or raise it.");
            case WorstCase.Unknown _ ->
                aboveMost("What this request may cost at " + model
                        + " has no known bound. Send max_tokens, and choose a" + " model whose price is known.");
        };
    }

    private static GatewayError aboveMost(String sentence) {
        return GatewayError.invalid("spidergate_options.max_cost_usd", "cost_above_limit", sentence);
    }

    private static GatewayError unknown(WorstCase.Why why, String model) {
        String keys = "The keys for " + model + " block at their spend limit, and ";
        return switch (why) {
            case PRICE ->
                GatewayError.of(
                        503,
                        "service_unavailable_error",
                        "model_unpriced",
                        keys + "its price is not known. Set a price for it, or let the operator set"
                                + " keypool.pool.allow-unpriced.");
            case LENGTH ->
                GatewayError.invalid(
                        "max_tokens",
                        "max_tokens_required",
                        keys + "nobody knows how long its answers may be. Send max_tokens.");
            case CONTENT ->
                GatewayError.invalid(
                        null,
                        "cost_unbounded",
                        keys + "this request asks for more than text, so that its cost has no known bound. Use a key"
                                + " without a blocking limit, or let the operator set keypool.pool.allow-unpriced.");
        };
    }
}
