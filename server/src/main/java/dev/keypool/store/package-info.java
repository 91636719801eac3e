/** Floor 2: SQL plumbing. Knows no business word: every feature keeps its own package-private table over {@link dev.keypool.store.Database}. */
@NullMarked
package dev.keypool.store;

import org.jspecify.annotations.NullMarked;
