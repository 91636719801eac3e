/** Floor 3: brands, clients, agent tokens and the audit log. Door: {@link dev.keypool.identity.Identities}. */
@NullMarked
package dev.keypool.identity;

import org.jspecify.annotations.NullMarked;
