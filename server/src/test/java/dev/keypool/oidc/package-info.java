@NullMarked
package dev.keypool.oidc;

import org.jspecify.annotations.NullMarked;
