/** Floor 0: the words everybody speaks: ids, {@link dev.keypool.values.Money}, {@link dev.keypool.values.Secret}. No I/O, no library. */
@NullMarked
package dev.keypool.values;

import org.jspecify.annotations.NullMarked;
