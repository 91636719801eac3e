import { h } from '../dom.js';
import { to } from '../router.js';

/** What a key is called: its label, else its number. */
export const nameOf = (key) => called(key.id, key.key_label);

/** The same of a key that something else names: a trace, a sum, an advice. */
export const called = (id, label) => label ?? `Key ${id}`;

/** The way to such a key. */
export const keyLink = (id, label) => h('a', { href: to(`/vault/${id}`) }, called(id, label));

/** The masked key, or what stands in its place. */
export const preview = (key) => key.key_preview?.api_key ?? Object.values(key.key_preview ?? {})[0] ?? '…';
