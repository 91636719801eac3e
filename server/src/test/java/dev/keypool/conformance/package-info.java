/**
 * The clients that people use, through a running Keypool, against the sandbox in every dialect that providers speak. The result
 * is {@code docs/compatibility.md}.
 */
@NullMarked
package dev.keypool.conformance;

import org.jspecify.annotations.NullMarked;
