package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A chat answer as OpenAI's stream, with the habits of the played provider. Confined to its call. */
final class ChatFrames implements Frames {
    private static final String COMMENT = ": OPENROUTER PROCESSING\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final Performance performance;
    private final Played played;
    private final ChatForm form;
    private final String head;
    private final List<String> deltas;

    ChatFrames(Performance performance, ChatForm form) {
        this.performance = performance;
        this.played = performance.played();
        this.form = form;
        this.head = form.head("chat.completion.chunk");
        this.deltas = form.deltas();
    }

    @Override
    public Buffer overture() {
        return Buffer.buffer(played.isOpenRouter() ? COMMENT : "");
    }

    @Override
    public Buffer begin() {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < form.choices(); i++) {
            events.append(event("[{\"index\":" + i
                    + ",\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]"));
        }
        return Buffer.buffer(events.toString());
    }

    @Override
    public int count() {
        return deltas.size();
    }

    @Override
    public Buffer chunk(int index) {
        return Buffer.buffer(event(deltas.get(index)));
    }

    @Override
    public Buffer finish(boolean complete) {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < form.choices() - 1; i++) {
            events.append(event(finishOf(i)));
        }
        return Buffer.buffer(events.append(last()).append(complete ? DONE : "").toString());
    }

    private String finishOf(int index) {
        return "[{\"index\":" + index + ",\"delta\":{},\"finish_reason\":\"" + form.finish() + "\"}]";
    }

    private String last() {
        String choices = finishOf(form.choices() - 1);
        String usage = form.usageJson();
        return switch (played.usagePlace()) {
            case LAST_CHUNK_WHEN_ASKED -> event(choices) + usageWhenAsked(usage);
            case LAST_CHUNK_ALWAYS ->
                event(choices)
                        + event(
                                "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":\""
                                        + form.finish() + "\"}]",
                                ",\"usage\":" + usage);
            case FINISH_CHUNK -> event(choices, ",\"usage\":" + usage);
            case GROQ ->
                event(choices, ",\"x_groq\":{\"id\":\"" + performance.chatId() + "\",\"usage\":" + usage + "}")
                        + usageWhenAsked(usage);
        };
    }

    private String usageWhenAsked(String usage) {
        return performance.ask().includeUsage() ? event("[]", ",\"usage\":" + usage) : "";
    }

    @Override
    public Buffer malformed() {
        return Buffer.buffer("data: " + head + ",\"choices\":[{\"index\":0,\"del\n\n");
    }

    @Override
    public Buffer error() {
        String error = "\"error\":" + played.error(performance.innerRefusal());
        return Buffer.buffer(
                played.isOpenRouter()
                        ? event("[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]", "," + error)
                        : "data: {" + error + "}\n\n");
    }

    private String event(String choices) {
        return event(choices, "");
    }

    private String event(String choices, String more) {
        return "data: " + head + ",\"choices\":" + choices + more + "}\n\n";
    }
}
