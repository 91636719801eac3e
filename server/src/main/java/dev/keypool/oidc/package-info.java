/** Floor 3: who somebody is, by the word of an issuer of OpenID Connect. Door: {@link dev.keypool.oidc.Issuer}. */
@NullMarked
package dev.keypool.oidc;

import org.jspecify.annotations.NullMarked;
