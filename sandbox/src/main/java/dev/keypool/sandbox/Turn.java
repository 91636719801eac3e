package dev.keypool.sandbox;

/** What becomes of a call that has arrived. */
sealed interface Turn {
    record Refused(Refusal refusal, int latencyMs) implements Turn {}

    /** It is answered, in the way of that fault's mode ({@link Mode#OK} when no fault hits it). */
    record Served(Fault fault, Script script, KeyBehaviour behaviour) implements Turn {}
}
