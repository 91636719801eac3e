/** Floor 2: the control plane's HTTP kit: operations of the OpenAPI document, error table, JSON, outbound guard. */
@NullMarked
package dev.keypool.http;

import org.jspecify.annotations.NullMarked;
