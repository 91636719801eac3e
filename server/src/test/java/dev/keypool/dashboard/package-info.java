/** Files and small rules of the dashboard's door; the rest is tested over HTTP in {@code e2e}. */
@NullMarked
package dev.keypool.dashboard;

import org.jspecify.annotations.NullMarked;
