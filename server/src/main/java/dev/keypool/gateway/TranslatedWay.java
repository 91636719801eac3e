package dev.keypool.gateway;

import dev.keypool.dialects.Answered;
import dev.keypool.dialects.Asked;
import dev.keypool.dialects.Translator;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/**
 * To a provider that speaks another dialect than the caller: request and answer are translated by the middle form. Immutable.
 *
 * @param path below the key's base URL
 * @param outgoing the request as the provider understands it
 * @param framed whether the provider streams AWS's frames instead of server-sent events
 * @param asked what the answer's translation must know of the request
 */
record TranslatedWay(
        String path, Outgoing outgoing, List<String> dropped, boolean framed, Translator translator, Asked asked)
        implements Way {
    private static final String FRAMES = "application/vnd.amazon.eventstream";

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public Intake intake(int status, String contentType) {
        boolean events = contentType.startsWith(framed ? FRAMES : "text/event-stream");
        return status >= 200 && status < 300 && events ? Intake.EVENTS : Intake.WHOLE;
    }

    @Override
    public Cutter cutter(EventCutter.Sink sink) {
        return framed ? new FrameCutter(sink) : new EventCutter(sink);
    }

    @Override
    public Listener listener(Tally tally) {
        return new TranslatingListener(translator.stream(asked), tally);
    }

    @Override
    public Optional<Taken> whole(byte[] body) {
        return translator.answer(body, asked).flatMap(TranslatedWay::taken);
    }

    /** What was read of the provider's answer, about the body that the caller gets. */
    private static Optional<Taken> taken(Answered answered) {
        return AnswerScan.whole(answered.body(), "")
                .map(shape -> shape.told(answered.model(), answered.usage(), answered.cost()))
                .map(answer -> new Taken(answered.body(), answer));
    }
}
