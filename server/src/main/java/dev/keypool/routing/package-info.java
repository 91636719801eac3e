/** Floor 4: which provider and model a request means. Plain Java, no I/O. Door: {@link dev.keypool.routing.Routes}. */
@NullMarked
package dev.keypool.routing;

import org.jspecify.annotations.NullMarked;
