/** Floor 5: what spends the keys: the OpenAI-compatible data plane, on the event loop. Door: {@code Gateway}. */
@NullMarked
package dev.keypool.gateway;

import org.jspecify.annotations.NullMarked;
