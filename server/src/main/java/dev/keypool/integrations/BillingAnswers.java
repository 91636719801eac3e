package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The provider's answers that a mapping reads from. */
@FunctionalInterface
interface BillingAnswers {
    /** The window of calls that name none. */
    String MONTH = "month_utc";

    /**
     * One answer, asked for when it is first needed.
     *
     * @param from {@code main} or {@code extra.NAME}
     * @param window {@code today_utc} or {@code month_utc}: the time that the call's places are filled for
     * @return null when the provider has no data for this key
     * @throws BillingFault when the answer is no use
     */
    @Nullable
    JsonNode read(String from, String window);
}
