import { h } from '../dom.js';
import { icon } from './icons.js';

const HEALTH = { healthy: ['good', 'Healthy'], degraded: ['warn', 'Degraded'], unhealthy: ['bad', 'Unhealthy'] };
const TRACE = { success: ['good', 'Success'], error: ['bad', 'Error'], aborted: ['warn', 'Aborted'] };

/** How a key does: a word and a shape, and only then a colour. */
export const health = (status) => toned(...(HEALTH[status] ?? ['', status]));

/** How a request ended. */
export const outcome = (status) => toned(...(TRACE[status] ?? ['', status]));

/** Any other state: its tone, its word, and the shape where the tone is none of `good`, `warn`, `bad`. */
export const badge = (tone, word, sign = tone) => h('span.badge', { class: tone }, icon(sign, 14), word);

/** A word beside a name. */
export const tag = (word, tone = '') => h('span.badge.plain', { class: tone }, word);

export const paused = () => h('span.badge', {}, icon('pause', 14), 'Paused');

const toned = (tone, word) => badge(tone, word, tone || 'more');
