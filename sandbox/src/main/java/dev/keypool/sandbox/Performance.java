package dev.keypool.sandbox;

/**
 * A chat call together with all that decides its answer. Immutable.
 *
 * @param id of the answer, unique in the life of the sandbox
 * @param created seconds since 1970
 * @param script already cut to the caller's {@code max_tokens}
 */
record Performance(
        Played played, Ask.Chat ask, Fault fault, Script script, KeyBehaviour behaviour, String id, long created) {
    Mode mode() {
        return fault.mode();
    }

    Usage usage() {
        return script.usage(ask.promptTokens());
    }

    String usageJson() {
        return usage().json(played.reportsCost(behaviour.account().reportsCost()));
    }

    /** The beginning of the answer or of each chunk, up to the model. */
    String head(String object) {
        return "{\"id\":\"" + id + "\",\"object\":\"" + object + "\",\"created\":" + created + ",\"model\":"
                + Script.quoted(ask.model());
    }

    Ending spoiled(Usage billed) {
        return Ending.refused(mode().wire(), billed);
    }

    /** The error that {@link Mode#ERROR_IN_200} puts into a good answer. */
    String innerError() {
        Integer status = fault.status();
        return played.error(new Refusal(
                mode().wire(),
                status != null ? status : 502,
                "provider_unavailable",
                "upstream_error",
                "The provider returned an error.",
                fault.headers(),
                null));
    }
}
