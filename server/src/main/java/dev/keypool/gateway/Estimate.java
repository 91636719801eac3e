package dev.keypool.gateway;

import dev.keypool.values.TokenUsage;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** Counts, on a worker thread, the tokens of an attempt whose provider told none. Stateless. */
final class Estimate {
    private Estimate() {}

    /** Whether an answer, or a part of one, came and nobody said how long it is. */
    static boolean needed(Case chat, Attempt attempt, Ending ending) {
        if (attempt.tally().usage() != null || !TokenCount.applies(chat.ask().surface())) return false;
        return switch (ending) {
            case Ending.Whole _, Ending.Streamed _, Ending.Broken _ -> true;
            case Ending.Gone gone -> gone.begun();
            case Ending.Refused _, Ending.Faulted _ -> false;
        };
    }

    /** Puts the count into the attempt's tally. */
    static Future<Void> of(Case chat, Attempt attempt, Ending ending) {
        if (!(chat.ask() instanceof JsonAsk ask)) return Future.succeededFuture();
        byte[] request = ask.plain();
        Said said = attempt.tally().said();
        if (ending instanceof Ending.Whole whole)
            StreamEvent.whole(whole.bytes()).look(said);
        Callable<TokenUsage> count = () -> TokenCount.of(request, said);
        return chat.parts()
                .vertx()
                .executeBlocking(count, false)
                .onSuccess(attempt.tally()::estimate)
                .mapEmpty();
    }
}
