/** Floor 6: composition: settings, command line, wiring. Knows all, known by none. The only reader of clocks and of the environment. */
@NullMarked
package dev.keypool.app;

import org.jspecify.annotations.NullMarked;
