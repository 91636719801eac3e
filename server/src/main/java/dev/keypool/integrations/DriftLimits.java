package dev.keypool.integrations;

import dev.keypool.values.Money;
import java.math.BigDecimal;

/**
 * From which difference on a drift is told of: both must be passed. Immutable.
 *
 * @param percent of the higher figure, 0-100
 * @param floor dollars
 */
public record DriftLimits(int percent, Money floor) {
    public static final DriftLimits STANDARD = new DriftLimits(10, Money.of(BigDecimal.ONE));

    public DriftLimits {
        if (percent < 0 || percent > 100 || floor.compareTo(Money.ZERO) < 0)
            throw new IllegalArgumentException(
                    "A drift is told from 0 to 100 percent and from 0 dollars: " + percent + ", " + floor.toDecimal());
    }

    boolean passedBy(Drift drift) {
        BigDecimal theirs = drift.theirs().toDecimal();
        BigDecimal ours = drift.ours().toDecimal();
        BigDecimal difference = theirs.subtract(ours).abs();
        BigDecimal share = theirs.max(ours).multiply(BigDecimal.valueOf(percent, 2));
        return difference.compareTo(floor.toDecimal()) > 0 && difference.compareTo(share) > 0;
    }
}
