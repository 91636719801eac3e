/** Floor 4: what things cost. Plain Java. Door: {@link dev.keypool.metering.PriceBook}. */
@NullMarked
package dev.keypool.metering;

import org.jspecify.annotations.NullMarked;
