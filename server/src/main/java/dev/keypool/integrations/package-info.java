/** Floor 5: the integrations API and what it keeps: keys, their limits, health and billing. Door: {@link dev.keypool.integrations.Integrations}. */
@NullMarked
package dev.keypool.integrations;

import org.jspecify.annotations.NullMarked;
