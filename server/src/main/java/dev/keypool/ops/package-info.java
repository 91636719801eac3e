/** Floor 1: instruments: meters, log form, redaction. */
@NullMarked
package dev.keypool.ops;

import org.jspecify.annotations.NullMarked;
