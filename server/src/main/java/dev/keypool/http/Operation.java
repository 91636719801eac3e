package dev.keypool.http;

/** One operation of the OpenAPI document, as plain blocking code: it runs on a virtual thread, never on an event loop. */
@FunctionalInterface
public interface Operation {
    /** The answer; a {@link dev.keypool.values.Refusal} becomes its documented error, anything else "internal error". */
    Answer run(Call call) throws Exception;
}
