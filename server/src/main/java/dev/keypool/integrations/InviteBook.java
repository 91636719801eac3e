package dev.keypool.integrations;

import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.values.BrandId;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What a brand does with its invitations: makes, lists, revokes. Thread-safe; blocks its caller. */
final class InviteBook {
    /** Open ones of a brand. */
    static final int MOST_OPEN = 100;

    /** The page, by its path; what follows {@code #} no browser sends to any server. */
    private static final String PAGE = "/dashboard/invite#";

    private static final String OPEN = "open";
    private static final int LIMIT = 50;

    private final InviteParts parts;

    InviteBook(InviteParts parts) {
        this.parts = parts;
    }

    /** The answer that shows the link, once. */
    record Made(boolean success, InviteView invite, String token, String link) {}

    /** The answer that shows one. */
    record One(boolean success, InviteView invite) {}

    /** The answer of the list. */
    record Page(boolean success, List<InviteView> invites, int total, int limit, int offset) {}

    Answer create(Call call) {
        InviteBody body = InviteBody.of(new BodyReader(call.body()), parts.adding());
        Instant now = parts.clock().instant();
        Invite invite = parts.stores().database().<Invite>write(handle -> insert(handle, call, body, now));
        String token = InviteToken.of(invite).signed(parts.stores().vault()).reveal(Secret.Use.SHOWN_ONCE);
        var made = new Made(true, InviteView.of(invite, parts), token, PAGE + token);
        return new Answer(201, made, java.util.Map.of());
    }

    private Invite insert(Handle handle, Call call, InviteBody body, Instant now) {
        BrandId brand = call.caller().brand();
        if (InviteTable.count(handle, brand, OPEN, now) >= MOST_OPEN) throw tooMany();
        String maker = call.caller().id();
        Invite invite = InviteTable.insert(handle, brand, maker, body.terms(), now, now.plus(body.life()));
        note(handle, call, "invite.created", null, invite);
        return invite;
    }

    Answer list(Call call) {
        BrandId brand = call.caller().brand();
        String state = call.query().get("state");
        int limit = call.queryInt("limit", LIMIT);
        int offset = call.queryInt("offset", 0);
        Instant now = parts.clock().instant();
        return Answer.ok(parts.stores().database().<Page>read(handle -> {
            List<InviteView> shown = InviteTable.list(handle, brand, state, now, limit, offset).stream()
                    .map(invite -> InviteView.of(invite, parts))
                    .toList();
            return new Page(true, shown, InviteTable.count(handle, brand, state, now), limit, offset);
        }));
    }

    Answer revoke(Call call) {
        long id = idOf(call);
        Instant now = parts.clock().instant();
        Invite invite = parts.stores().database().<Invite>write(handle -> revoke(handle, call, id, now));
        return Answer.ok(new One(true, InviteView.of(invite, parts)));
    }

    private Invite revoke(Handle handle, Call call, long id, Instant now) {
        BrandId brand = call.caller().brand();
        Invite before = InviteTable.find(handle, brand, id).orElseThrow(InviteFaults::missing);
        if (!InviteTable.revoke(handle, brand, id, now)) throw notOpen(before, now);
        Invite after = InviteTable.find(handle, brand, id).orElseThrow();
        note(handle, call, "invite.revoked", before, after);
        return after;
    }

    private void note(Handle handle, Call call, String action, @Nullable Invite before, Invite after) {
        String was = before == null ? null : Json.text(InviteView.of(before, parts));
        String is = Json.text(InviteView.of(after, parts));
        parts.stores().audit().note(handle, call, after.brand(), action, "invite:" + after.id(), was, is);
    }

    private static long idOf(Call call) {
        String text = call.path().getOrDefault("id", "");
        if (!text.matches("[0-9]{1,18}")) throw InviteFaults.missing();
        return Long.parseLong(text);
    }

    private static Refusal notOpen(Invite invite, Instant now) {
        String state = invite.state(now).name().toLowerCase(Locale.ROOT);
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "invite_not_open",
                "Invite " + invite.id() + " is " + state + ". Only an open one can be revoked.");
    }

    private static Refusal tooMany() {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "too_many_invites",
                "This brand has " + MOST_OPEN
                        + " open invites, the most there may be. Revoke some, or wait until they are used or"
                        + " expire.");
    }
}
