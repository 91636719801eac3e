/** Floor 4: which key serves next. Plain Java: no framework, no I/O, time handed in. Door: {@link dev.keypool.pool.Pool}. */
@NullMarked
package dev.keypool.pool;

import org.jspecify.annotations.NullMarked;
