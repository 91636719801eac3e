package dev.keypool.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Answer;
import dev.keypool.http.Authenticator.Admission;
import dev.keypool.http.Call;
import dev.keypool.store.Database;
import dev.keypool.values.BrandId;
import dev.keypool.values.Caller;
import dev.keypool.values.Refusal;
import dev.keypool.values.Scope;
import dev.keypool.values.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** Identities on a real SQLite file, with a clock that the test moves and brands that the test declares to be in use. */
final class House implements AutoCloseable {
    static final String ADMIN_TOKEN = "admin-canary-7d1f0c55aa93";
    private static final Caller ADMIN = new Caller(new BrandId(1), Caller.Kind.ADMIN, "admin", Set.of(Scope.ADMIN));
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    final Database database;
    final Set<BrandId> used = new HashSet<>();
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    Identities identities;
    AgentBooks books = AgentBooks.EMPTY;

    House(Path folder) {
        this.database = Database.open("jdbc:sqlite:" + folder.resolve("keypool.db"));
        this.identities = opened();
    }

    void restart() {
        identities = opened();
    }

    private Identities opened() {
        InstantSource clock = () -> now;
        return Identities.open(
                database, clock, new SecureRandom(), Secret.of(ADMIN_TOKEN), (handle, brand) -> used.contains(brand));
    }

    @Override
    public void close() {
        database.close();
    }

    Answer asAdmin(String operation, Map<String, String> path, String body) {
        return as(ADMIN, operation, path, Map.of(), body);
    }

    Answer asAdmin(String operation, Map<String, String> query) {
        return as(ADMIN, operation, Map.of(), query, "{}");
    }

    Answer as(Caller caller, String operation, Map<String, String> path, String body) {
        return as(caller, operation, path, Map.of(), body);
    }

    private Answer as(
            Caller caller, String operation, Map<String, String> path, Map<String, String> query, String body) {
        Call call = new Call(caller, "req-1", "192.0.2.7", path, query, Map.of(), json(body));
        try {
            return Objects.requireNonNull(identities.operations(books).get(operation), operation)
                    .run(call);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    Refusal refusal(Caller caller, String operation, Map<String, String> path, String body) {
        return Assertions.assertThrows(Refusal.class, () -> as(caller, operation, path, body));
    }

    Refusal adminRefusal(String operation, Map<String, String> path, String body) {
        return refusal(ADMIN, operation, path, body);
    }

    BrandId newBrand(String name) {
        Answer answer = asAdmin("adminCreateBrand", Map.of(), "{\"name\": \"" + name + "\"}");
        return new BrandId(((Answers.OneBrand) answer.body()).brand().id());
    }

    Answers.ClientWithToken newClient(BrandId brand, String name) {
        String body = "{\"brand_id\": " + brand.value() + ", \"name\": \"" + name + "\"}";
        return (Answers.ClientWithToken)
                asAdmin("adminCreateClient", Map.of(), body).body();
    }

    /** @param terms further fields of the body, for example {@code "rpm": 5} */
    Answers.AgentWithToken newAgent(BrandId brand, String name, String terms) {
        String body = "{\"brand_id\": " + brand.value() + ", \"name\": \"" + name + "\""
                + (terms.isEmpty() ? "" : ", " + terms) + "}";
        return (Answers.AgentWithToken)
                asAdmin("adminCreateAgent", Map.of(), body).body();
    }

    /** The caller behind that token, which must be admitted. */
    Caller caller(String token) {
        return switch (identities.admit("Bearer " + token)) {
            case Admission.Admitted admitted -> admitted.caller();
            case Admission.Refused refused ->
                throw new AssertionError(refused.refusal().sentence());
        };
    }

    /** Why that header is refused. */
    Refusal turnedAway(@Nullable String authorization) {
        return switch (identities.admit(authorization)) {
            case Admission.Admitted admitted ->
                throw new AssertionError("admitted as " + admitted.caller().id());
            case Admission.Refused refused -> refused.refusal();
        };
    }

    private static ObjectNode json(String body) {
        try {
            return (ObjectNode) MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
