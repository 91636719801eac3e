package dev.keypool.sandbox;

/** {@code POST …/chat/completions}, the dialect of OpenAI. Thread-safe. */
final class ChatSurface implements Surface {
    @Override
    public Ask read(Incoming call, KeyBehaviour behaviour) {
        return AskReader.read(call.body().getBytes());
    }

    static Answer answer(Performance performance) {
        ChatForm form = new ChatForm(performance);
        return performance.ask().stream()
                ? new Answer.Pieces(new ChatFrames(performance, form), form.usage())
                : Answer.Whole.json(form.whole(), form.usage(), form::error);
    }
}
