/**
 * Floor 3: the wire formats that clients and providers speak, and translation between them by one middle form
 * ({@code Ask}, {@code Reply}, {@code Step}). JSON in, JSON out; its door is {@link dev.keypool.dialects.Translator}.
 */
@NullMarked
package dev.keypool.dialects;

import org.jspecify.annotations.NullMarked;
