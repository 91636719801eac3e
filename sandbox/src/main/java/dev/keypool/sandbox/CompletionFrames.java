package dev.keypool.sandbox;

import io.vertx.core.buffer.Buffer;

/** An answer of the old completions: whole, or as a stream without a role. Confined to its call. */
final class CompletionFrames implements Frames {
    private final Performance performance;
    private final String head;
    private final String usage;

    CompletionFrames(Performance performance, Usage usage) {
        this.performance = performance;
        this.usage = usage.json(performance.reportsCost());
        this.head = "{\"id\":\"" + performance.id("cmpl-") + "\",\"object\":\"text_completion\",\"created\":"
                + performance.created() + ",\"model\":"
                + Script.quoted(performance.ask().model());
    }

    String whole() {
        return head + ",\"choices\":[" + choice(performance.script().text(), quotedFinish()) + "],\"usage\":" + usage
                + "}";
    }

    private String quotedFinish() {
        return performance.script().finish().equals("length") ? "\"length\"" : "\"stop\"";
    }

    private static String choice(String text, String finish) {
        return "{\"text\":" + Script.quoted(text) + ",\"index\":0,\"logprobs\":null,\"finish_reason\":" + finish + "}";
    }

    private String event(String choices, String more) {
        return "data: " + head + ",\"choices\":[" + choices + "]" + more + "}\n\n";
    }

    @Override
    public Buffer begin() {
        return Buffer.buffer();
    }

    @Override
    public int count() {
        return performance.script().pieces().size();
    }

    @Override
    public Buffer chunk(int index) {
        return Buffer.buffer(event(choice(performance.script().pieces().get(index), "null"), ""));
    }

    @Override
    public Buffer finish(boolean complete) {
        String asked = performance.ask().includeUsage() ? event("", ",\"usage\":" + usage) : "";
        return Buffer.buffer(event(choice("", quotedFinish()), "") + asked + (complete ? "data: [DONE]\n\n" : ""));
    }

    @Override
    public Buffer malformed() {
        return Buffer.buffer("data: " + head + ",\"choices\":[{\"te\n\n");
    }

    @Override
    public Buffer error() {
        return Buffer.buffer("data: " + performance.innerError() + "\n\n");
    }
}
