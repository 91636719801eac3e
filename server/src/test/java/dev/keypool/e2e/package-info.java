/** The running product, driven over HTTP as its users do, against the sandbox provider. */
@NullMarked
package dev.keypool.e2e;

import org.jspecify.annotations.NullMarked;
