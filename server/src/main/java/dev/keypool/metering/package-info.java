/**
 * Floor 4: what things cost, and what agents may spend. Plain Java. Doors: {@link dev.keypool.metering.PriceBook}, {@link
 * dev.keypool.metering.AgentMeter}.
 */
@NullMarked
package dev.keypool.metering;

import org.jspecify.annotations.NullMarked;
