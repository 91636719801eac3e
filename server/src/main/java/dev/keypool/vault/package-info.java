/** Floor 3: sealing of credentials. Door: {@link dev.keypool.vault.Vault}. */
@NullMarked
package dev.keypool.vault;

import org.jspecify.annotations.NullMarked;
