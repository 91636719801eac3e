package dev.keypool.sandbox;

/**
 * A call together with all that decides its answer. Immutable.
 *
 * @param script already cut to the caller's {@code max_tokens}
 * @param number of the answer, unique in the life of the sandbox
 * @param created seconds since 1970
 */
record Performance(
        Played played,
        Ask.Call ask,
        ErrorForm errors,
        Fault fault,
        Script script,
        KeyBehaviour behaviour,
        long number,
        long created) {
    Mode mode() {
        return fault.mode();
    }

    /** Id of a chat answer, in the played provider's form. */
    String chatId() {
        return id(played.isOpenRouter() ? "gen-" : "chatcmpl-");
    }

    String id(String prefix) {
        return prefix + number;
    }

    boolean reportsCost() {
        return played.reportsCost(behaviour.account().reportsCost());
    }

    Ending spoiled(Usage billed) {
        return Ending.refused(mode().wire(), billed);
    }

    /** What a call is billed that has a prompt and no answer in tokens. */
    Usage promptOnly() {
        return new Usage(ask.promptTokens(), 0, 0, 0);
    }

    /** The error that {@link Mode#ERROR_IN_200} puts into a good answer. */
    Refusal innerRefusal() {
        Integer status = fault.status();
        return new Refusal(
                mode().wire(),
                status != null ? status : 502,
                "provider_unavailable",
                "upstream_error",
                "The provider returned an error.",
                fault.headers(),
                null);
    }

    /** The same as the body of an answer. */
    String innerError() {
        return errors.body(played, innerRefusal());
    }
}
