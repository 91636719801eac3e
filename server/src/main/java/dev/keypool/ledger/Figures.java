package dev.keypool.ledger;

/**
 * Sums over the attempts of some days. Immutable.
 *
 * @param requests attempts that were sent
 * @param errors of those, neither answered well nor left by the caller
 * @param tokensIn as reported by the providers, so 0 where they report none; so the other two
 * @param tokensCached of {@code tokensIn}, those read from the provider's cache
 * @param speeds how long the good answers took
 */
public record Figures(
        long requests, long errors, long tokensIn, long tokensOut, long tokensCached, Cost cost, Speeds speeds) {
    public static final Figures NONE = new Figures(0, 0, 0, 0, 0, Cost.NONE, Speeds.NONE);

    public Figures plus(Figures other) {
        return new Figures(
                requests + other.requests,
                errors + other.errors,
                tokensIn + other.tokensIn,
                tokensOut + other.tokensOut,
                tokensCached + other.tokensCached,
                cost.plus(other.cost),
                speeds.plus(other.speeds));
    }
}
