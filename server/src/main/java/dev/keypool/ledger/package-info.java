/** Floor 3: one row per attempt, committed before the answer ends. Door: {@link dev.keypool.ledger.Ledger}. */
@NullMarked
package dev.keypool.ledger;

import org.jspecify.annotations.NullMarked;
