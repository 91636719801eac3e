/** Measurements of the built product. Prints figures and ratios of one run; asserts nothing about time. */
@NullMarked
package dev.keypool.bench;

import org.jspecify.annotations.NullMarked;
