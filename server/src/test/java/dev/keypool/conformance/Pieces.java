package dev.keypool.conformance;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Hears a stream of LangChain4j; cancels it after so many pieces. Thread-safe. */
final class Pieces implements StreamingChatResponseHandler {
    private final int most;
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    private final CompletableFuture<Boolean> enough = new CompletableFuture<>();

    Pieces(int most) {
        this.most = most;
    }

    List<String> await() throws Exception {
        awaitResponse();
        return List.copyOf(texts);
    }

    ChatResponse awaitResponse() throws Exception {
        return whole.get(20, TimeUnit.SECONDS);
    }

    void awaitEnough() throws Exception {
        enough.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        texts.add(piece.text());
        if (texts.size() >= most) {
            context.streamingHandle().cancel();
            enough.complete(true);
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        whole.complete(response);
    }

    @Override
    public void onError(Throwable error) {
        whole.completeExceptionally(error);
        enough.completeExceptionally(error);
    }
}
