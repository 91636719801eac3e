package dev.keypool.gateway;

import dev.keypool.dialects.Dialect;
import dev.keypool.dialects.ForeignReasoning;
import dev.keypool.providers.Provider;
import dev.keypool.values.Surface;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/**
 * To a provider that speaks the caller's own dialect: the same bytes with the model's name replaced, and the answer as it
 * comes. Immutable.
 *
 * @param path below the key's base URL
 * @param outgoing the caller's bytes
 * @param hidesUsage whether the provider is asked for a stream's usage that the caller did not ask for
 */
record RelayedWay(Surface surface, String path, Outgoing outgoing, boolean hidesUsage) implements Way {
    /** For a JSON request. */
    static RelayedWay of(JsonAsk ask, Provider provider, String path, String model) {
        boolean usage = provider.includeUsage() && byOption(ask.surface());
        byte[] body = own(ask.surface(), ask.upstream(model, usage));
        var outgoing = new Outgoing.Json(body, ask.stream(), ask.headers());
        return new RelayedWay(ask.surface(), path, outgoing, usage && !ask.usageAsked());
    }

    /** For a form with a file in it. */
    static RelayedWay of(FlowAsk ask, String path, String model) {
        return new RelayedWay(ask.surface(), path, ask.outgoing(model), false);
    }

    /** What a provider of another dialect once thought in this conversation would be refused by this one. */
    private static byte[] own(Surface surface, byte[] body) {
        return switch (surface) {
            case CHAT -> ForeignReasoning.without(Dialect.OPENAI_CHAT, body);
            case MESSAGES, COUNT_TOKENS -> ForeignReasoning.without(Dialect.ANTHROPIC_MESSAGES, body);
            case RESPONSES -> ForeignReasoning.without(Dialect.OPENAI_RESPONSES, body);
            case COMPLETIONS, EMBEDDINGS, RERANK, MODERATIONS, IMAGES, SPEECH, TRANSCRIPTIONS, CONVERSE, PROXY -> body;
        };
    }

    private static boolean byOption(Surface surface) {
        return surface == Surface.CHAT || surface == Surface.COMPLETIONS;
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public Intake intake(int status, String contentType) {
        if (status < 200 || status > 299) return Intake.WHOLE;
        if (contentType.startsWith("text/event-stream")) return Intake.EVENTS;
        boolean json = contentType.startsWith("application/json") || contentType.isEmpty();
        boolean mayBeBytes = surface == Surface.SPEECH || surface == Surface.TRANSCRIPTIONS;
        return mayBeBytes && !json ? Intake.BYTES : Intake.WHOLE;
    }

    @Override
    public Cutter cutter(EventCutter.Sink sink) {
        return new EventCutter(sink);
    }

    @Override
    public Listener listener(Tally tally) {
        return byOption(surface) ? new ChatListener(tally, hidesUsage) : new TypedListener(tally, surface);
    }

    @Override
    public Optional<Taken> whole(byte[] body) {
        return AnswerScan.whole(body, list()).map(answer -> new Taken(body, answer));
    }

    /** The member that a good answer holds as a list. */
    private String list() {
        return switch (surface) {
            case CHAT, COMPLETIONS -> "choices";
            case RESPONSES -> "output";
            case MESSAGES -> "content";
            case EMBEDDINGS, IMAGES -> "data";
            case RERANK, MODERATIONS -> "results";
            case COUNT_TOKENS, SPEECH, TRANSCRIPTIONS, CONVERSE, PROXY -> "";
        };
    }
}
