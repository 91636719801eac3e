package dev.keypool.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.TreeMap;

/** {@link Books} as JSON; the fields are described in the module's README. */
final class BooksJson {
    private BooksJson() {}

    static ObjectNode write(ObjectNode json, Books books) {
        json.put("key", books.key());
        ArrayNode providers = json.putArray("providers");
        books.providers().forEach(providers::add);
        write(json, books.counts());
        json.putObject("tokens")
                .put("prompt", books.tokens().prompt())
                .put("cached", books.tokens().cached())
                .put("completion", books.tokens().completion())
                .put("reasoning", books.tokens().reasoning());
        json.put("invoice_nanos", books.invoiceNanos());
        write(json, books.peaks());
        return json;
    }

    private static void write(ObjectNode json, Books.Counts counts) {
        json.put("received", counts.received()).put("answered", counts.answered());
        ObjectNode refused = json.putObject("refused");
        new TreeMap<>(counts.refused()).forEach(refused::put);
        json.put("aborted_by_client", counts.abortedByClient())
                .put("in_flight", counts.inFlight())
                .put("streams_completed", counts.streams().completed())
                .put("streams_aborted_by_client", counts.streams().abortedByClient())
                .put("other_calls", counts.otherCalls());
    }

    private static void write(ObjectNode json, Books.Peaks peaks) {
        Instant last = peaks.lastReceivedAt();
        json.put("most_received_in_60s", peaks.received())
                .put("most_let_through_in_60s", peaks.letThrough())
                .put("most_is_exact", peaks.exact())
                .put("last_received_at", last == null ? null : last.toString());
    }
}
