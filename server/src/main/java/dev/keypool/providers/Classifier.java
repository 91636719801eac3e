package dev.keypool.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.values.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From a provider's answer to its failure class: the provider's own rules first, then texts that many providers share, then
 * the status alone. Immutable; pure in {@code now}.
 */
public final class Classifier {
    private static final String AWS_ERROR_TYPE = "x-amzn-errortype";
    private static final int OK = 200;

    /** What a rule said: the class, and when it passes if the rule knows. */
    private record Decision(
            FailureClass failureClass, @Nullable Until until) {}

    /**
     * Understands an answer that is a failure by its status.
     *
     * @param header response header by lower-case name, null when absent
     * @param body at most the first 64 KiB; what is beyond is not read
     */
    public Failure classify(
            Provider provider, int status, Function<String, @Nullable String> header, byte[] body, Instant now) {
        ErrorBody answer = ErrorBody.of(body);
        Decision decision = decide(provider, status, answer.and(header.apply(AWS_ERROR_TYPE)));
        return failure(decision, status, header, answer, now);
    }

    /**
     * A 2xx body (or first stream event, with or without its {@code data:}) that is an error all the same: OpenRouter,
     * Cloudflare, Gemini and the like. Costs a good answer one pass over its bytes. The failure's status is the one that
     * the error names or should have had, never a 2xx.
     */
    public Optional<Failure> hidden(Provider provider, byte[] body, Instant now) {
        if (!HiddenErrors.possible(body)) return Optional.empty();
        ErrorBody answer = ErrorBody.ofEvent(body);
        JsonNode error = HiddenErrors.in(answer.tree());
        Optional<Decision> decision = error == null
                ? ruled(provider, rule -> rule.matches(OK, answer))
                : Optional.of(decideHidden(provider, ErrorBody.of(error)));
        ErrorBody shown = error == null ? answer.withoutText() : ErrorBody.of(error);
        return decision.map(d -> failure(d, hiddenStatus(d, shown), name -> null, shown, now));
    }

    /**
     * An error that a provider reported in the middle of a stream, of which only its words are left: Anthropic's error
     * event, an exception of Bedrock's. The failure's status is the one that it should have had.
     *
     * @param type the provider's name for it, for example {@code overloaded_error} or {@code throttlingException}
     * @param code its code, null when none
     */
    public Failure reported(Provider provider, String type, @Nullable String code, String message, Instant now) {
        ObjectNode error =
                JsonNodeFactory.instance.objectNode().put("type", type).put("message", message);
        if (code != null) error.put("code", code);
        ErrorBody shown = ErrorBody.of(JsonNodeFactory.instance.objectNode().set("error", error));
        Decision decision = decideHidden(provider, shown);
        return failure(decision, hiddenStatus(decision, shown), name -> null, shown, now);
    }

    /**
     * What the answer to a provider's test call tells of the key.
     *
     * @param header as in {@link #classify}
     */
    public TestVerdict judgeTest(
            Provider provider, int status, Function<String, @Nullable String> header, byte[] body, Instant now) {
        Provider.TestCall test = provider.test();
        if (test.noCredit().contains(status)) return TestVerdict.NO_CREDIT;
        if (test.ok().contains(status))
            return holds(test, ErrorBody.of(body)) ? TestVerdict.VALID : TestVerdict.REJECTED;
        FailureClass failed = classify(provider, status, header, body, now).failureClass();
        return refusal(failed, test.badKey().contains(status), status);
    }

    /** A status that usually means a bad key means one only where the body does not speak of something else. */
    private static TestVerdict refusal(FailureClass failed, boolean badKeyStatus, int status) {
        return switch (failed) {
            case KEY_NO_CREDIT -> TestVerdict.NO_CREDIT;
            case KEY_INVALID -> badKeyStatus ? TestVerdict.REJECTED : TestVerdict.UNKNOWN;
            // A disabled key finds no model list at all (Anthropic); with another status it may only not see this
            // model.
            case MODEL_NOT_FOUND -> badKeyStatus && status == 404 ? TestVerdict.REJECTED : TestVerdict.UNKNOWN;
            case RATE_LIMITED,
                    PROVIDER_OVERLOADED,
                    PROVIDER_ERROR,
                    TIMEOUT,
                    CALLER_ERROR,
                    CONTENT_FILTER,
                    CONTEXT_TOO_LONG -> TestVerdict.UNKNOWN;
        };
    }

    private static boolean holds(Provider.TestCall test, ErrorBody body) {
        return test.okIf().entrySet().stream().allMatch(e -> e.getValue().equals(body.value(e.getKey())));
    }

    private static Decision decide(Provider provider, int status, ErrorBody body) {
        FailureClass byStatus = GenericRules.byStatus(status, body.isMarkup());
        if (body.isMarkup()) return new Decision(byStatus, null);
        return ruled(provider, rule -> rule.matches(status, body))
                .or(() -> GenericRules.byText(status, body).map(c -> new Decision(c, null)))
                .orElse(new Decision(byStatus, null));
    }

    private static Decision decideHidden(Provider provider, ErrorBody error) {
        int status = HiddenErrors.status(error);
        if (status != 0) return decide(provider, status, error);
        return ruled(provider, rule -> rule.named(error))
                .or(() -> GenericRules.byText(error).map(c -> new Decision(c, null)))
                .orElse(new Decision(FailureClass.PROVIDER_ERROR, null));
    }

    private static int hiddenStatus(Decision decision, ErrorBody error) {
        int named = HiddenErrors.status(error);
        return named == 0 ? HiddenErrors.status(decision.failureClass()) : named;
    }

    private static Optional<Decision> ruled(Provider provider, Predicate<ErrorRule> matches) {
        return provider.errorRules().stream()
                .filter(matches)
                .findFirst()
                .map(rule -> new Decision(rule.failureClass(), rule.until()));
    }

    private static Failure failure(
            Decision decision, int status, Function<String, @Nullable String> header, ErrorBody body, Instant now) {
        return new Failure(
                decision.failureClass(),
                status,
                code(header, body),
                body.message()
                        .map(Redaction::sentence)
                        .orElse("The provider answered with status " + status + " and no message."),
                wait(decision, header, body, now));
    }

    private static @Nullable String code(Function<String, @Nullable String> header, ErrorBody body) {
        return body.code()
                .or(() -> Optional.ofNullable(header.apply(AWS_ERROR_TYPE)))
                .flatMap(Redaction::code)
                .orElse(null);
    }

    /** A rule that knows when an allowance is renewed knows better than a header that speaks of the next minute. */
    private static @Nullable Duration wait(
            Decision decision, Function<String, @Nullable String> header, ErrorBody body, Instant now) {
        if (decision.until() != null) return WaitTime.clamp(decision.until().from(now));
        return WaitTime.of(decision.failureClass(), header, body, now).orElse(null);
    }
}
