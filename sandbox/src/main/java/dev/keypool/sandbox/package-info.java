/**
 * A simulated LLM provider over real HTTP, with faults on demand and books of its own. It knows nothing of the server, so
 * that a test can hold its truth against ours. Its doors: {@link dev.keypool.sandbox.Sandbox} in a test,
 * {@link dev.keypool.sandbox.SandboxMain} as a process.
 */
@NullMarked
package dev.keypool.sandbox;

import org.jspecify.annotations.NullMarked;
