package dev.keypool.metering;

import dev.keypool.values.Money;

/**
 * What counts of an agent right now. Immutable.
 *
 * @param requestsThisMinute admitted in the current second and the sixty before it
 * @param requestsToday admitted since 00:00 UTC
 * @param spentThisMonth since the first of the UTC month: costs, and under a hard budget what was reserved for unknown ones
 * @param reserved the most that requests under way may cost
 */
public record AgentFigures(long requestsThisMinute, long requestsToday, Money spentThisMonth, Money reserved) {}
