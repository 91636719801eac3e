package dev.keypool.integrations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keypool.http.Answer;
import dev.keypool.http.Call;
import dev.keypool.http.Json;
import dev.keypool.providers.Provider;
import dev.keypool.values.BrandId;
import dev.keypool.values.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What a contributor does with an invitation: looks at it, and adds the key. Thread-safe; blocks its caller. */
final class Redeeming {
    private static final String PROVIDER = "provider_name";

    private final InviteParts parts;

    Redeeming(InviteParts parts) {
        this.parts = parts;
    }

    /** An invitation that is open, and in whose name. */
    private record Opened(Invite invite, String host) {}

    /** The answer to a look. */
    record Shown(boolean success, Invitation invitation, List<ProviderView> providers) {}

    /** What the provider said of the key. */
    record Test(String result, String message) {}

    /** The answer to a key: its preview, nothing that came before or beside it. */
    record Thanks(
            boolean success,
            String providerName,
            String providerLabel,
            @Nullable String keyLabel,
            Map<String, String> keyPreview,
            Test test) {}

    Answer look(Call call) {
        Opened opened = opened(call);
        List<ProviderView> providers = providers(opened.invite().terms().provider());
        if (providers.isEmpty()) throw InviteFaults.closed(Invite.State.REVOKED); // it left the catalogue meanwhile
        return Answer.ok(new Shown(true, Invitation.of(opened.invite(), opened.host()), providers));
    }

    Answer redeem(Call call) {
        Invite invite = opened(call).invite();
        var body = new BodyReader(body(call, invite.terms().provider()));
        body.only(Set.of(PROVIDER, "credentials"));
        Adding.New key = parts.adding().read(body, invite.terms()::settings);
        try {
            parts.adding().refuseDuplicate(call, key);
            KeyTest.Finding finding = parts.adding().verify(key);
            opened(call); // its provider may have taken seconds, in which the brand was put to rest
            HeldKey held = parts.adding().store(call, key, (handle, made, now) -> use(handle, call, invite, made, now));
            return thanks(held, finding);
        } catch (Refusal refusal) {
            if (!refusal.code().equals(KeyChanges.DUPLICATE)) throw refusal;
            opened(call); // the same key, sent twice at once: the other one has used the link
            throw thereAlready();
        }
    }

    private static Answer thanks(HeldKey key, KeyTest.Finding finding) {
        var test = new Test(finding.verdict().wire(), finding.message());
        var row = key.row();
        var thanks = new Thanks(
                true, row.provider(), key.providerLabel(), row.settings().label(), key.preview(), test);
        return new Answer(201, thanks, Map.of());
    }

    /** Of two at once, the second finds it used, and its key goes the way of its transaction. */
    private void use(Handle handle, Call call, Invite invite, HeldKey made, Instant now) {
        BrandId brand = invite.brand();
        if (!InviteTable.use(handle, brand, invite.id(), made.row().id(), now)) {
            Optional<Invite> present = InviteTable.find(handle, brand, invite.id());
            throw InviteFaults.closed(present.map(row -> row.state(now)).orElse(Invite.State.REVOKED));
        }
        ObjectNode after = Json.object();
        after.put("integration_id", made.row().id().value());
        parts.stores()
                .audit()
                .note(handle, call, brand, "invite.redeemed", "invite:" + invite.id(), null, Json.text(after));
    }

    private Opened opened(Call call) {
        BrandId brand = call.caller().brand();
        long id = Long.parseLong(call.caller().id().substring(InviteToken.ID_PREFIX.length()));
        Invite invite = parts.stores()
                .database()
                .<Optional<Invite>>read(handle -> InviteTable.find(handle, brand, id))
                .orElseThrow(() -> InviteFaults.closed(Invite.State.REVOKED));
        Invite.State state = invite.state(parts.clock().instant());
        if (state != Invite.State.OPEN) throw InviteFaults.closed(state);
        String host =
                parts.hosts().name(brand, invite.madeBy()).orElseThrow(() -> InviteFaults.closed(Invite.State.REVOKED));
        return new Opened(invite, host);
    }

    /** The one provider, or all that may be chosen from. */
    private List<ProviderView> providers(@Nullable String only) {
        return parts.catalogue().all().stream()
                .filter(
                        only == null
                                ? Redeeming::isOpen
                                : provider -> provider.name().equals(only))
                .map(ProviderView::of)
                .toList();
    }

    /** A stranger may not choose where the brand's requests go, nor have us knock at an address of his: only its maker can fix such a provider. */
    private static boolean isOpen(Provider provider) {
        return provider.retired() == null && !provider.freeBaseUrl();
    }

    /** What was sent, with the provider of the invitation in it. */
    private ObjectNode body(Call call, @Nullable String only) {
        ObjectNode body = call.body().deepCopy();
        JsonNode sent = body.path(PROVIDER);
        boolean any = sent.isMissingNode() || sent.isNull();
        if (only != null && any) return body.put(PROVIDER, only);
        if (only != null && !sent.asText().equals(only))
            throw fault(
                    "This invitation is for a key of " + only + ". Leave " + PROVIDER + " out, or send " + only + ".");
        boolean elsewhere = parts.catalogue()
                .find(sent.asText())
                .filter(Provider::freeBaseUrl)
                .isPresent();
        if (only == null && elsewhere)
            throw fault(
                    "Keys of " + sent.asText() + " come with an address of their own, and this invitation takes none."
                            + " Ask whoever sent it for one that is made for " + sent.asText() + ".");
        return body;
    }

    private static Refusal fault(String sentence) {
        return Refusal.invalid(List.of(new Refusal.Fault(List.of("body", PROVIDER), sentence, "wrong_provider")));
    }

    /** Without the id, which is the brand's own business. */
    private static Refusal thereAlready() {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                KeyChanges.DUPLICATE,
                "This key is stored there already. Nothing was stored, and the invitation stays open: send another key.");
    }
}
