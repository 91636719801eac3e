package dev.keypool.integrations;

import dev.keypool.integrations.ProviderAnswer.Answered;
import dev.keypool.integrations.ProviderAnswer.Silent;
import dev.keypool.pool.Outcome;
import dev.keypool.providers.Classifier;
import dev.keypool.providers.Failure;
import dev.keypool.providers.PreparedCall;
import dev.keypool.providers.Provider;
import dev.keypool.providers.TestVerdict;
import dev.keypool.values.FailureClass;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a provider whether a key is good, by its cheapest call. Never counted as a use. Thread-safe; blocks its caller. */
final class KeyTest {
    private final Classifier classifier = new Classifier();
    private final ProviderCalls calls;
    private final InstantSource clock;

    KeyTest(ProviderCalls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * What the provider said.
     *
     * @param status its HTTP status, null when it gave no answer
     * @param millis how long it took
     * @param message a sentence without secrets
     */
    record Finding(TestVerdict verdict, @Nullable Integer status, long millis, String message) {
        static Finding unknown(String message, long millis) {
            return new Finding(TestVerdict.UNKNOWN, null, millis, message);
        }

        /** What it means for the key's health; empty when nothing was learnt. */
        Optional<Outcome> outcome() {
            return switch (verdict) {
                case VALID -> Optional.of(new Outcome.Success());
                case REJECTED -> Optional.of(new Outcome.Failed(FailureClass.KEY_INVALID, message, null));
                case NO_CREDIT -> Optional.of(new Outcome.Failed(FailureClass.KEY_NO_CREDIT, message, null));
                case UNKNOWN -> Optional.empty();
            };
        }
    }

    Finding run(CredentialValues values) {
        Provider provider = values.provider();
        PreparedCall call;
        try {
            call = provider.testCall(values.plain(), values.all(), clock.instant());
        } catch (Refusal refusal) {
            return Finding.unknown(refusal.sentence(), 0);
        }
        return switch (calls.budget().send(call, provider.guarded())) {
            case Silent silent -> Finding.unknown(silent.sentence() + " Nothing is known of the key.", silent.millis());
            case Answered answer -> judged(values, answer);
        };
    }

    private Finding judged(CredentialValues values, Answered answer) {
        Provider provider = values.provider();
        int status = answer.status();
        byte[] body = answer.body().getBytes();
        Instant now = clock.instant();
        TestVerdict listed = classifier.judgeTest(provider, status, answer.headers()::get, body, now);
        Optional<Failure> failure = failure(provider, answer, body, now);
        TestVerdict verdict = listed == TestVerdict.VALID
                ? failure.map(hidden -> unmasked(hidden.failureClass())).orElse(listed)
                : listed;
        String message = message(provider, verdict, status, failure.map(Failure::message));
        if (values.anySecretIn(message)) message = message(provider, verdict, status, Optional.empty());
        return new Finding(verdict, status, answer.millis(), message);
    }

    /** A good status may hide an error; another one always is one. */
    private Optional<Failure> failure(Provider provider, Answered answer, byte[] body, Instant now) {
        boolean good = answer.status() >= 200 && answer.status() < 300;
        return good
                ? classifier.hidden(provider, body, now)
                : Optional.of(classifier.classify(provider, answer.status(), answer.headers()::get, body, now));
    }

    /** What an error under a good status says of the key. */
    private static TestVerdict unmasked(FailureClass failed) {
        return switch (failed) {
            case KEY_INVALID -> TestVerdict.REJECTED;
            case KEY_NO_CREDIT -> TestVerdict.NO_CREDIT;
            case PROVIDER_OVERLOADED, PROVIDER_ERROR, TIMEOUT -> TestVerdict.UNKNOWN;
            case RATE_LIMITED, CALLER_ERROR, CONTENT_FILTER, CONTEXT_TOO_LONG, MODEL_NOT_FOUND -> TestVerdict.VALID;
        };
    }

    private static String message(Provider provider, TestVerdict verdict, int status, Optional<String> said) {
        String answer = said.map(text -> " It said: " + text).orElse("");
        return switch (verdict) {
            case VALID -> provider.label() + " accepts the key.";
            case REJECTED -> provider.label() + " refuses the key (status " + status + ")." + answer;
            case NO_CREDIT ->
                provider.label() + " knows the key, but its account has no credit (status " + status + ")." + answer;
            case UNKNOWN ->
                provider.label() + " answered with status " + status + ", which tells nothing of the key." + answer;
        };
    }
}
