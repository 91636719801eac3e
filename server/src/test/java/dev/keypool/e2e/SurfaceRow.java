package dev.keypool.e2e;

import dev.keypool.e2e.Http.Reply;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.jspecify.annotations.Nullable;

/** A row of the matrix: one surface as a caller uses it, and who serves it. Single quotes stand for double ones. */
enum SurfaceRow {
    CHAT("groq", "chat", "/v1/chat/completions", Shape.CHAT),
    CHAT_STREAM("groq", "chat", "/v1/chat/completions", Shape.CHAT + ",'stream':true"),
    CHAT_TO_ANTHROPIC("anthropic", "chat", "/v1/chat/completions", Shape.CHAT),
    CHAT_STREAM_TO_ANTHROPIC("anthropic", "chat", "/v1/chat/completions", Shape.CHAT + ",'stream':true"),
    CHAT_TO_BEDROCK("bedrock", "chat", "/v1/chat/completions", Shape.CHAT),
    CHAT_STREAM_TO_BEDROCK("bedrock", "chat", "/v1/chat/completions", Shape.CHAT + ",'stream':true"),
    RESPONSES("openai", "responses", "/v1/responses", "'input':'Hello there','max_output_tokens':16"),
    RESPONSES_STREAM(
            "openai", "responses", "/v1/responses", "'input':'Hello there','max_output_tokens':16,'stream':true"),
    RESPONSES_TO_CHAT("mistral", "responses", "/v1/responses", "'input':'Hello there','max_output_tokens':16"),
    MESSAGES("anthropic", "messages", "/v1/messages", Shape.CHAT),
    MESSAGES_STREAM("anthropic", "messages", "/v1/messages", Shape.CHAT + ",'stream':true"),
    MESSAGES_STREAM_TO_CHAT("mistral", "messages", "/v1/messages", Shape.CHAT + ",'stream':true"),
    MESSAGES_TO_CHAT("groq", "messages", "/v1/messages", Shape.CHAT),
    COUNT_TOKENS(
            "anthropic", "count_tokens", "/v1/messages/count_tokens", "'messages':[{'role':'user','content':'Hi'}]"),
    COMPLETIONS_STREAM(
            "openai", "completions", "/v1/completions", "'prompt':'Hello there','max_tokens':16,'stream':true"),
    COMPLETIONS("openai", "completions", "/v1/completions", "'prompt':'Hello there','max_tokens':16"),
    EMBEDDINGS("openai", "embeddings", "/v1/embeddings", "'input':'Hello there'"),
    RERANK("together", "rerank", "/v1/rerank", "'query':'Hello','documents':['Hello there','Bye']"),
    MODERATIONS("openai", "moderations", "/v1/moderations", "'input':'Hello there'"),
    IMAGES("openai", "images", "/v1/images/generations", "'prompt':'A red dot'"),
    SPEECH("openai", "speech", "/v1/audio/speech", "'input':'Hello there','voice':'alloy'"),
    TRANSCRIPTIONS("openai", "transcriptions", "/v1/audio/transcriptions", null),
    PROXY("openai", "proxy", "/v1/proxy/openai/echo/things?n=1", null);

    private static final String BOUNDARY = "--------------------boundary0123456789";

    private final String provider;
    private final String wire;
    private final String path;
    private final @Nullable String members;

    SurfaceRow(String provider, String wire, String path, @Nullable String members) {
        this.provider = provider;
        this.wire = wire;
        this.path = path;
        this.members = members;
    }

    String provider() {
        return provider;
    }

    /** The surface as traces and the ledger name it. */
    String wire() {
        return wire;
    }

    boolean speaksAnthropic() {
        return path.startsWith("/v1/messages");
    }

    /** Whether nobody bills it. */
    boolean free() {
        return this == MODERATIONS || this == COUNT_TOKENS;
    }

    /** Whether a few requests reach a limit that bears some of them. */
    boolean answersWords() {
        return bounded() && !free() && this != EMBEDDINGS;
    }

    /** Whether the answer tells its tokens, from which its price follows. */
    boolean tellsTokens() {
        return switch (this) {
            case MODERATIONS, COUNT_TOKENS, SPEECH, PROXY -> false;
            default -> true;
        };
    }

    /** Whether the most that a request may cost is known before it is sent, when its model has a price per token. */
    boolean bounded() {
        return switch (this) {
            case RERANK, IMAGES, SPEECH, TRANSCRIPTIONS, PROXY -> false;
            default -> true;
        };
    }

    /** Whether it is JSON that goes out and JSON or events that come back. */
    boolean wordsOnly() {
        return this != SPEECH && this != TRANSCRIPTIONS && this != PROXY;
    }

    /** @param more further members of a JSON body, each behind a comma */
    Reply send(Http caller, String model, String more) {
        HttpRequest.Builder request = caller.to(path);
        return switch (this) {
            case PROXY -> caller.exchange(request.GET().build());
            case TRANSCRIPTIONS ->
                caller.exchange(request.header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.ofString(form(model)))
                        .build());
            default ->
                caller.exchange(request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                ("{'model':'" + model + "'," + members + more + "}").replace('\'', '"')))
                        .build());
        };
    }

    private static String form(String model) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model + "\r\n--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
                + "Content-Type: audio/wav\r\n\r\n" + "sound ".repeat(50) + "\r\n--" + BOUNDARY + "--\r\n";
    }

    /** Members that several rows share. */
    private static final class Shape {
        private static final String CHAT = "'max_tokens':16,'messages':[{'role':'user','content':'Hello there'}]";
    }
}
