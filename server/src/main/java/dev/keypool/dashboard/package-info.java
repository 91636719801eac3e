/** Floor 5: the dashboard's files and its sessions. Door: {@link dev.keypool.dashboard.Dashboard}. */
@NullMarked
package dev.keypool.dashboard;

import org.jspecify.annotations.NullMarked;
