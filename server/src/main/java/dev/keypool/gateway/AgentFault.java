package dev.keypool.gateway;

import dev.keypool.metering.Admittance.RateLimited;
import dev.keypool.metering.Reservation.OverBudget;
import dev.keypool.metering.WorstCase;
import dev.keypool.routing.Target;
import dev.keypool.values.Money;
import java.time.Instant;

/** What a caller is told whose token is not for that, or not any more (gateway contract, sections 6 and 7). */
final class AgentFault {
    private AgentFault() {}

    static GatewayError limited(RateLimited limited, Instant now) {
        String counts = limited.asked() + "/" + limited.room().limit();
        String sentence = limited.daily()
                ? "Daily rate limit exceeded: " + counts + " requests per day"
                : "Rate limit exceeded: " + counts + " requests per minute";
        return new GatewayError(
                429,
                "rate_limit_error",
                limited.daily() ? "daily_rate_limit_exceeded" : "rate_limit_exceeded",
                sentence,
                null,
                Math.max(1, second(limited.room().until()) - now.getEpochSecond()),
                null);
    }

    /** Of a moment the first whole second that is not before it. */
    static long second(Instant moment) {
        return moment.getNano() == 0 ? moment.getEpochSecond() : moment.getEpochSecond() + 1;
    }

    static GatewayError reroutes(String member) {
        String sentence = "This token may use certain models only, and '" + member
                + "' lets the provider choose others. Leave it out, or use a token without allowed_models and free_only.";
        return new GatewayError(403, "permission_error", "model_not_allowed", sentence, member, null, null);
    }

    /** A call of a provider's own API by a token that may only use what is free. */
    static GatewayError proxied() {
        return GatewayError.of(
                403,
                "permission_error",
                "model_not_allowed",
                "This token may use only what costs nothing, and what a proxied call costs is not known. Use one of the"
                        + " gateway's own paths with a free model, or let its owner lift free_only.");
    }

    static GatewayError overBudget(OverBudget over, Target target) {
        String sentence = "Budget exceeded: this token has spent " + dollars(over.spent()) + " of "
                + dollars(over.budget()) + " dollars this month, and this request may cost up to "
                + dollars(over.most())
                + " at " + name(target) + ". ";
        Long wait = over.mayPassSoon() ? (Long) 1L : null;
        String advice = over.mayPassSoon()
                ? "Requests under way may need " + dollars(over.reserved()) + " of the rest: try again."
                : "The budget begins again at " + over.until()
                        + ". Lower max_tokens, or let the token's owner raise it.";
        return new GatewayError(402, "billing_error", "budget_exceeded", sentence + advice, null, wait, null);
    }

    static GatewayError unbounded(WorstCase.Why why, Target target) {
        String budget = "This token blocks at its monthly budget, and ";
        return switch (why) {
            case PRICE ->
                GatewayError.of(
                        503,
                        "service_unavailable_error",
                        "model_unpriced",
                        budget + "the price of " + name(target)
                                + " is not known. Set a price for it, or let the operator"
                                + " set keypool.pool.allow-unpriced.");
            case LENGTH ->
                GatewayError.invalid(
                        "max_tokens",
                        "max_tokens_required",
                        budget + "nobody knows how long answers of " + name(target) + " may be. Send max_tokens.");
            case CONTENT ->
                GatewayError.invalid(
                        null,
                        "cost_unbounded",
                        budget
                                + "this request asks for more than text, so that its cost has no known bound. Use a token"
                                + " that only warns, or let the operator set keypool.pool.allow-unpriced.");
        };
    }

    private static String name(Target target) {
        return target.provider() + "/" + target.model();
    }

    private static String dollars(Money money) {
        return money.toDecimal().toPlainString();
    }
}
