package dev.keypool.http;

import dev.keypool.http.IdempotencyStore.Claim;
import dev.keypool.http.IdempotencyStore.Stored;
import dev.keypool.http.IdempotencyStore.WriteKey;
import dev.keypool.values.Refusal;
import dev.keypool.values.Refusal.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a write once per {@code Idempotency-Key} and caller. Only successes are kept: a refusal changed nothing, so the same
 * key may try again, with another body too. Thread-safe.
 */
final class Idempotency {
    private final IdempotencyStore store;
    private final InstantSource clock;

    Idempotency(IdempotencyStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The operation's answer, or the one it gave before. */
    Answer once(Endpoint endpoint, Call call, Operation operation) throws Exception {
        String sent = call.headers().get(Endpoint.IDEMPOTENCY_KEY.toLowerCase(Locale.ROOT));
        if (sent == null || !endpoint.takesIdempotencyKey()) return operation.run(call);
        WriteKey key = new WriteKey(call.caller().kind() + ":" + call.caller().id(), sent);
        return switch (store.claim(key, fingerprint(endpoint, call), clock.instant())) {
            case Claim.Granted granted -> first(endpoint, call, operation, key);
            case Claim.Done done -> again(done.answer());
            case Claim.InProgress running ->
                throw conflict(
                        "idempotency_in_progress",
                        "A request with this Idempotency-Key is still being worked on. Wait a second and send it again.",
                        Map.of("Retry-After", "1"));
            case Claim.OtherRequest other -> throw reused();
        };
    }

    private Answer first(Endpoint endpoint, Call call, Operation operation, WriteKey key) throws Exception {
        boolean kept = false;
        try {
            Answer answer = operation.run(call);
            if (answer.status() < 300) {
                String body = endpoint.shownOnce() ? null : Json.text(answer.body());
                store.keep(key, new Stored(answer.status(), answer.headers(), body));
                kept = true;
            }
            return answer;
        } finally {
            if (!kept) store.release(key);
        }
    }

    private static Answer again(Stored stored) {
        if (stored.body() == null) {
            throw conflict(
                    "idempotency_secret_shown",
                    "The request with this Idempotency-Key has succeeded, and its answer held a secret that is shown only"
                            + " once. If the answer was lost, rotate or delete what it made and send a new request with a"
                            + " new key.",
                    stored.headers());
        }
        Map<String, String> headers = new HashMap<>(stored.headers());
        headers.put("Idempotent-Replayed", "true");
        return new Answer(stored.status(), Json.parse(stored.body()), headers);
    }

    private static String fingerprint(Endpoint endpoint, Call call) {
        String request = String.join(
                "\n",
                endpoint.id(),
                new TreeMap<>(call.path()).toString(),
                new TreeMap<>(call.query()).toString(),
                call.headers().getOrDefault("if-match", ""),
                call.body().toString());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Refusal reused() {
        String sentence =
                "This Idempotency-Key was already sent with another request. Use a new key for a new request.";
        return new Refusal(
                Refusal.Kind.INVALID,
                "idempotency_key_reused",
                sentence,
                List.of(new Fault(List.of("header", Endpoint.IDEMPOTENCY_KEY), sentence, "idempotency_key_reused")),
                Map.of());
    }

    private static Refusal conflict(String code, String sentence, Map<String, String> headers) {
        return new Refusal(Refusal.Kind.CONFLICT, code, sentence, List.of(), headers);
    }
}
