package dev.keypool.vault;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables {@code vault_keyset} and {@code vault_marker}. Confined to the transaction of its handle. */
final class KeysetTable {
    private final Handle handle;

    KeysetTable(Handle handle) {
        this.handle = handle;
    }

    Optional<byte[]> masterCheck() {
        return handle.createQuery("SELECT master_check FROM vault_marker WHERE id = 1")
                .map((row, context) -> row.getBytes(1))
                .findOne();
    }

    void insertMasterCheck(byte[] check) {
        handle.createUpdate("INSERT INTO vault_marker (id, master_check) VALUES (1, :check)")
                .bind("check", check)
                .execute();
    }

    void replaceMasterCheck(byte[] check) {
        handle.createUpdate("UPDATE vault_marker SET master_check = :check WHERE id = 1")
                .bind("check", check)
                .execute();
    }

    Optional<byte[]> wrapped(String purpose) {
        return handle.createQuery("SELECT wrapped FROM vault_keyset WHERE purpose = :purpose")
                .bind("purpose", purpose)
                .map((row, context) -> row.getBytes(1))
                .findOne();
    }

    void insert(String purpose, byte[] wrapped) {
        handle.createUpdate("INSERT INTO vault_keyset (purpose, wrapped) VALUES (:purpose, :wrapped)")
                .bind("purpose", purpose)
                .bind("wrapped", wrapped)
                .execute();
    }

    void replace(String purpose, byte[] wrapped) {
        handle.createUpdate("UPDATE vault_keyset SET wrapped = :wrapped WHERE purpose = :purpose")
                .bind("purpose", purpose)
                .bind("wrapped", wrapped)
                .execute();
    }
}
