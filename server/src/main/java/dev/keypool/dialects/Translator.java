package dev.keypool.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns what a client of one dialect says into what a provider of another understands, and the answer back. What is carried, left
 * out and refused: {@code docs/dialects.md}. Immutable.
 */
public final class Translator {
    private static final List<String> CONVERSATION = List.of("messages", "input", "system");

    private final Dialect dialect;
    private final ClientSide client;
    private final ProviderSide provider;

    private Translator(Dialect dialect, ClientSide client, ProviderSide provider) {
        this.dialect = dialect;
        this.client = client;
        this.provider = provider;
    }

    /**
     * Empty when both speak the same: then nothing is translated.
     *
     * @throws IllegalArgumentException when no client speaks that dialect
     */
    public static Optional<Translator> between(Dialect client, Dialect provider) {
        return between(client, provider, true);
    }

    /**
     * The same, to one provider of the dialect.
     *
     * @param usageByOption whether its chat streams tell their usage to those alone who ask by {@code stream_options}; some
     *     providers refuse that member and tell it to everybody
     */
    public static Optional<Translator> between(Dialect client, Dialect provider, boolean usageByOption) {
        if (client == provider) return Optional.empty();
        return Optional.of(new Translator(client, clientSide(client), providerSide(provider, usageByOption)));
    }

    private static ClientSide clientSide(Dialect dialect) {
        return switch (dialect) {
            case OPENAI_CHAT -> new ChatClient();
            case OPENAI_RESPONSES -> new ResponsesClient();
            case ANTHROPIC_MESSAGES -> new MessagesClient();
            case BEDROCK_CONVERSE -> throw new IllegalArgumentException("No client speaks " + dialect.wire());
        };
    }

    private static ProviderSide providerSide(Dialect dialect, boolean usageByOption) {
        return switch (dialect) {
            case OPENAI_CHAT -> new ChatProvider(usageByOption);
            case OPENAI_RESPONSES -> new ResponsesProvider();
            case ANTHROPIC_MESSAGES -> new MessagesProvider();
            case BEDROCK_CONVERSE -> new ConverseProvider();
        };
    }

    /**
     * Translates a request. The gateway's own members must have been taken out before.
     *
     * @param clientBody JSON as UTF-8
     * @param targetModel the model as the provider calls it
     * @param created when the request came, seconds since 1970
     * @param ids gives a new unique id of letters and digits each time
     */
    public Translation request(byte[] clientBody, String targetModel, long created, Supplier<String> ids) {
        Optional<ObjectNode> body = Trees.object(clientBody, 0, clientBody.length);
        if (body.isEmpty())
            return new Translation.Refused(null, "The body is not one JSON object. Send one, as your dialect has it.");
        Losses losses = new Losses(dialect);
        try {
            Ask ask = client.ask(body.get(), targetModel, losses);
            byte[] sent = Trees.bytes(provider.request(ask, losses));
            List<String> dropped = losses.dropped();
            // A conversation may hold megabytes of pictures, and an answer may take minutes.
            ObjectNode rest = body.get().remove(CONVERSATION);
            Asked asked = new Asked(rest, targetModel, created, ids);
            return new Translation.Ready(sent, ask.delivery().stream(), dropped, asked);
        } catch (Untranslatable refused) {
            return new Translation.Refused(refused.param(), refused.sentence());
        }
    }

    /** Translates a whole answer; empty when it is none of the provider's dialect, for example an error with status 200. */
    public Optional<Answered> answer(byte[] providerBody, Asked asked) {
        return Trees.object(providerBody, 0, providerBody.length).flatMap(body -> answer(body, asked));
    }

    private Optional<Answered> answer(ObjectNode body, Asked asked) {
        return provider.reply(body).map(reply -> {
            byte[] told = Trees.bytes(client.answer(named(reply, asked), asked));
            return new Answered(told, reply.model(), reply.usage(), Costs.of(body));
        });
    }

    /** Calls without an id get one: some providers leave it out, and clients answer by it. */
    private static Reply named(Reply reply, Asked asked) {
        List<Part> parts =
                reply.parts().stream().map(part -> CallIds.named(part, asked)).toList();
        return new Reply(reply.id(), reply.model(), parts, reply.stop(), reply.usage());
    }

    /** Begins to translate a stream. */
    public StreamTranslation stream(Asked asked) {
        return new StreamTranslation(provider.steps(), client.stream(asked), asked);
    }
}
