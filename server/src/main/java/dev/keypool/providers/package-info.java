/** Floor 3: what is known of each provider: a row of the catalogue, never a class. Door: {@link dev.keypool.providers.Catalogue}. */
@NullMarked
package dev.keypool.providers;

import org.jspecify.annotations.NullMarked;
