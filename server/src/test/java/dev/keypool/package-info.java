/** Tests of the house as a whole. */
@NullMarked
package dev.keypool;

import org.jspecify.annotations.NullMarked;
