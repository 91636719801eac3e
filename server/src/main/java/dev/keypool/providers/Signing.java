package dev.keypool.providers;

import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row's second way in: a pair of keys that signs each request, in place of the one key that {@code auth} sends. All but
 * the service are names of credential fields. Immutable.
 *
 * @param service AWS's name of the service in signatures, for example {@code bedrock}
 * @param region field that holds the region
 * @param accessKey field of the pair that names the key
 * @param secretKey field of the pair that signs
 * @param sessionToken field that temporary keys need beside the pair
 */
public record Signing(String service, String region, String accessKey, String secretKey, String sessionToken) {
    /** Names of all fields that it reads. */
    List<String> fields() {
        return List.of(region, accessKey, secretKey, sessionToken);
    }

    /**
     * Why these fields leave open which way in is meant; empty when they do not. For new credentials only: one that is
     * stored with both is sent as its plain key.
     *
     * @param sent field of the key that {@code auth} sends
     */
    Optional<Refusal> clash(String sent, Set<String> given) {
        if (!given.contains(sent)) return Optional.empty();
        return List.of(accessKey, secretKey, sessionToken).stream()
                .filter(given::contains)
                .findFirst()
                .map(field -> BaseUrl.refusal(field, "cannot stand beside " + sent + ": send " + choice(sent)));
    }

    /**
     * What signs with these values.
     *
     * @param sent field of the key that {@code auth} sends, which is not among them
     * @throws Refusal of kind INVALID that names the field which is absent
     */
    SigV4 signer(String sent, Map<String, Secret> values) {
        if (!values.containsKey(accessKey) && !values.containsKey(secretKey))
            throw BaseUrl.refusal(sent, "is missing: send " + choice(sent));
        return new SigV4(
                text(accessKey, values),
                present(secretKey, values),
                checked(values.get(sessionToken)),
                text(region, values),
                service);
    }

    private @Nullable Secret checked(@Nullable Secret token) {
        CallFiller.text(sessionToken, token);
        return token;
    }

    private String text(String field, Map<String, Secret> values) {
        return CallFiller.text(field, present(field, values)).orElseThrow();
    }

    private Secret present(String field, Map<String, Secret> values) {
        Secret value = values.get(field);
        if (value == null)
            throw BaseUrl.refusal(
                    field, "is missing: requests are signed with " + accessKey + " and " + secretKey + " together");
        return value;
    }

    private String choice(String sent) {
        return "either " + sent + ", or " + accessKey + " and " + secretKey + " (with " + sessionToken
                + " when the keys are temporary)";
    }
}
