package dev.keypool.integrations;

import dev.keypool.values.IntegrationId;
import dev.keypool.vault.Vault;
import dev.keypool.vault.VaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Which of the stored credentials a vault opens.
 *
 * @param opened sealed values that open
 * @param shut integrations with one that does not
 */
public record StoredCredentials(int opened, List<IntegrationId> shut) {
    public StoredCredentials {
        shut = List.copyOf(shut);
    }

    /** Opens every credential of every brand, one after another; about a microsecond for each. Keeps none. */
    public static StoredCredentials tried(Handle handle, Vault vault) {
        Map<IntegrationId, List<SealedField>> sealed = CredentialTable.all(handle);
        int opened = 0;
        List<IntegrationId> shut = new ArrayList<>();
        for (IntegrationRow row : IntegrationTable.all(handle)) {
            try {
                for (SealedField field : sealed.getOrDefault(row.id(), List.of())) {
                    vault.open(row.brand(), row.id(), field.name(), field.sealed());
                    opened++;
                }
            } catch (VaultException fault) {
                shut.add(row.id());
            }
        }
        return new StoredCredentials(opened, shut);
    }
}
