package dev.keypool.integrations;

import dev.keypool.integrations.HeldKey.Content;
import dev.keypool.providers.Catalogue;
import dev.keypool.providers.CredentialField;
import dev.keypool.providers.KeyAccess;
import dev.keypool.providers.Provider;
import dev.keypool.values.BrandId;
import dev.keypool.values.IntegrationId;
import dev.keypool.values.Refusal;
import dev.keypool.values.Secret;
import dev.keypool.vault.Vault;
import dev.keypool.vault.VaultException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Seals credentials, and opens them for the length of one use. Thread-safe. */
final class KeyOpener {
    private static final Logger LOG = LoggerFactory.getLogger(KeyOpener.class);
    private final Catalogue catalogue;
    private final Vault vault;

    KeyOpener(Catalogue catalogue, Vault vault) {
        this.catalogue = catalogue;
        this.vault = vault;
    }

    String fingerprint(BrandId brand, CredentialValues values) {
        return vault.fingerprint(brand, values.provider().name(), values.identity());
    }

    List<SealedField> seal(BrandId brand, IntegrationId id, CredentialValues values) {
        List<SealedField> sealed = new ArrayList<>(2);
        values.all()
                .forEach((field, value) -> sealed.add(new SealedField(
                        field,
                        vault.seal(brand, id, field, value),
                        value.preview().text())));
        return sealed;
    }

    /** Takes a stored key into memory. One that does not open is kept too, so that its owner sees why. */
    HeldKey hold(IntegrationRow row, List<SealedField> fields) {
        Optional<Provider> provider = catalogue.find(row.provider());
        if (provider.isEmpty()) {
            String sentence = "The provider " + row.provider()
                    + " is no longer in the catalogue. Delete this integration, or restore the provider's entry.";
            return unusable(row, row.provider(), preview(List.of(), fields), sentence);
        }
        Provider known = provider.get();
        Map<String, String> preview = preview(known.fields(), fields);
        try {
            var values = new CredentialValues(known, open(row, fields));
            var content = new Content.Usable(known, List.copyOf(fields), values.baseUri());
            values.access(content.baseUri());
            return new HeldKey(row, known.label(), preview, content);
        } catch (VaultException fault) {
            String sentence = "The stored credential cannot be opened with the present master key."
                    + " Restore the master key, or delete this integration and create it again.";
            return unusable(row, known.label(), preview, sentence);
        } catch (Refusal refusal) {
            String sentence = refusal.sentence() + " Delete this integration and create it again.";
            return unusable(row, known.label(), preview, sentence);
        }
    }

    /** The values, for a test or a billing call. */
    CredentialValues values(HeldKey key, Content.Usable content) {
        return new CredentialValues(content.provider(), open(key.row(), content.fields()));
    }

    /** All that one attempt needs; empty when the key does not open. In memory: a microsecond for each field. */
    Optional<KeyAccess> access(HeldKey key) {
        if (!(key.content() instanceof Content.Usable content)) return Optional.empty();
        try {
            return Optional.of(values(key, content).access(content.baseUri()));
        } catch (VaultException | Refusal fault) {
            LOG.error(
                    "The credential of integration {} did not open",
                    key.row().id().value(),
                    fault);
            return Optional.empty();
        }
    }

    private Map<String, Secret> open(IntegrationRow row, List<SealedField> fields) {
        Map<String, Secret> values = new LinkedHashMap<>();
        for (SealedField field : fields) {
            values.put(field.name(), vault.open(row.brand(), row.id(), field.name(), field.sealed()));
        }
        return values;
    }

    private static HeldKey unusable(IntegrationRow row, String label, Map<String, String> preview, String sentence) {
        LOG.error("Integration {} ({}) is out of use: {}", row.id().value(), row.provider(), sentence);
        return new HeldKey(row, label, preview, new Content.Unusable(sentence));
    }

    /** Masks in the catalogue's order; fields that the catalogue does not know come last. */
    private static Map<String, String> preview(List<CredentialField> order, List<SealedField> fields) {
        Map<String, String> masks = new LinkedHashMap<>();
        for (CredentialField field : order) masks.put(field.name(), "");
        for (SealedField field : fields) masks.put(field.name(), field.preview());
        masks.values().removeIf(String::isEmpty);
        return Collections.unmodifiableMap(masks);
    }
}
