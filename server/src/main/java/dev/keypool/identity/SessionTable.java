package dev.keypool.identity;

import dev.keypool.values.Person;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code session}. Confined to the transaction of its handle. */
final class SessionTable {
    private static final String SELECT =
            "SELECT hash, client_id, token_hash, issuer, subject, email, opened_at_ms, expires_at_ms FROM session";

    private final Handle handle;

    SessionTable(Handle handle) {
        this.handle = handle;
    }

    void insert(Session session) {
        Person person = session.proof() instanceof Session.ByPerson by ? by.person() : null;
        TokenHash token = session.proof() instanceof Session.ByToken by ? by.hash() : null;
        handle.createUpdate(
                        "INSERT INTO session (hash, client_id, token_hash, issuer, subject, email, opened_at_ms, expires_at_ms)"
                                + " VALUES (:hash, :client, :token, :issuer, :subject, :email, :opened, :expires)")
                .bind("hash", session.hash().stored())
                .bind("client", session.clientId())
                .bind("token", token == null ? null : token.stored())
                .bind("issuer", person == null ? null : person.issuer())
                .bind("subject", person == null ? null : person.subject())
                .bind("email", person == null ? null : person.email())
                .bind("opened", session.openedAt().toEpochMilli())
                .bind("expires", session.expiresAt().toEpochMilli())
                .execute();
    }

    List<Session> all() {
        return handle.createQuery(SELECT).map((row, context) -> session(row)).list();
    }

    List<Session> of(String client) {
        return handle.createQuery(SELECT + " WHERE client_id = :client")
                .bind("client", client)
                .map((row, context) -> session(row))
                .list();
    }

    void end(TokenHash hash) {
        handle.createUpdate("DELETE FROM session WHERE hash = :hash")
                .bind("hash", hash.stored())
                .execute();
    }

    void endAll(String client) {
        handle.createUpdate("DELETE FROM session WHERE client_id = :client")
                .bind("client", client)
                .execute();
    }

    /** Ends those of people who may no longer come in. */
    void endOthersThan(SignInEmails emails, String client) {
        for (Session session : of(client))
            if (session.proof() instanceof Session.ByPerson by
                    && !emails.admit(by.person().email())) end(session.hash());
    }

    /** Ends those of people of other issuers than this; of all when null. */
    void endOfOtherIssuers(@Nullable String issuer) {
        handle.createUpdate("DELETE FROM session WHERE issuer IS NOT NULL AND issuer IS NOT :issuer")
                .bind("issuer", issuer)
                .execute();
    }

    /**
     * Ends those that were opened with another token; a person's stay, who never had one.
     *
     * @param token hash of a token that is still good, null when there is none
     */
    void endTokensBut(@Nullable TokenHash token, String client) {
        handle.createUpdate("DELETE FROM session WHERE client_id = :client AND token_hash IS NOT NULL"
                        + " AND token_hash IS NOT :token")
                .bind("client", client)
                .bind("token", token == null ? null : token.stored())
                .execute();
    }

    /** Ends those of all clients whose time is over, and of one client the oldest beyond {@code most}. */
    void tidy(Instant now, String client, int most) {
        handle.createUpdate("DELETE FROM session WHERE expires_at_ms <= :now")
                .bind("now", now.toEpochMilli())
                .execute();
        handle.createUpdate("DELETE FROM session WHERE hash IN (SELECT hash FROM session WHERE client_id = :client"
                        + " ORDER BY opened_at_ms DESC, hash LIMIT -1 OFFSET :most)")
                .bind("client", client)
                .bind("most", most)
                .execute();
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                TokenHash.stored(row.getBytes("hash")),
                row.getString("client_id"),
                proof(row),
                Instant.ofEpochMilli(row.getLong("opened_at_ms")),
                Instant.ofEpochMilli(row.getLong("expires_at_ms")));
    }

    private static Session.Proof proof(ResultSet row) throws SQLException {
        byte[] token = row.getBytes("token_hash");
        if (token != null) return new Session.ByToken(TokenHash.stored(token));
        return new Session.ByPerson(
                new Person(row.getString("issuer"), row.getString("subject"), row.getString("email")));
    }
}
