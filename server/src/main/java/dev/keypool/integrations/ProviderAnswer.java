package dev.keypool.integrations;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What came of a call to a provider. Its message shows no credential. */
sealed interface ProviderAnswer {
    /** Time from the call to its end. */
    long millis();

    /**
     * It answered.
     *
     * @param body at most as many bytes as were asked for
     * @param whole false when there was more
     */
    record Answered(int status, MultiMap headers, Buffer body, boolean whole, long millis) implements ProviderAnswer {}

    /** It did not; {@code sentence} says why. */
    record Silent(String sentence, long millis) implements ProviderAnswer {}
}
