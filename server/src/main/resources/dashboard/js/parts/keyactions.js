import { del, get, patch, post } from '../api.js';
import { plural } from '../format.js';
import { confirm } from '../ui/dialog.js';
import { doing, toast, toastFault } from '../ui/toast.js';
import { editKey } from './keyedit.js';
import { nameOf } from './keyname.js';

/** What can be done with a key, as entries of a menu. `changed(deleted)` is called when something was. */
export function keyActions(key, changed) {
  const unwell = key.health_status !== 'healthy' || key.consecutive_failures > 0;
  return [
    { text: 'Edit…', act: () => editKey(key, changed).catch(toastFault) },
    { text: key.is_active ? 'Pause' : 'Resume', act: () => pause(key, changed) },
    { text: key.is_primary ? 'Make secondary' : 'Make primary', act: () => rank(key, changed) },
    null,
    { text: 'Test now', act: () => test(key, false, changed) },
    unwell && { text: 'Test, recover if it works', act: () => test(key, true, changed) },
    unwell && {
      text: 'Reset health',
      act: () => doing(() => post(`${path(key)}/reset-health`), `${nameOf(key)} counts as healthy again.`, changed),
    },
    { text: 'Reset counters…', act: () => resetUsage(key, changed) },
    { text: 'Sync balance now', act: () => sync(key, changed) },
    null,
    { text: 'Delete…', danger: true, act: () => remove(key, changed) },
  ].filter((entry) => entry !== false);
}

const path = (key) => `/api/v1/integrations/${key.id}`;

function pause(key, changed) {
  const words = key.is_active ? `${nameOf(key)} is paused: no new request uses it.` : `${nameOf(key)} is in use again.`;
  return doing(() => patch(path(key), { is_active: !key.is_active }), words, changed);
}

function rank(key, changed) {
  const words = key.is_primary
    ? `${nameOf(key)} is secondary now: used after the primary keys.`
    : `${nameOf(key)} is primary now: used first.`;
  return doing(() => patch(path(key), { is_primary: !key.is_primary }), words, changed);
}

/** Calls the provider with the key; with `apply` a success ends its quarantine. */
export async function test(key, apply, changed) {
  try {
    const told = await post(`${path(key)}/test${apply ? '?apply=true' : ''}`);
    toast(`${nameOf(key)}: ${told.message}`, { valid: 'good', rejected: 'bad' }[told.result] ?? 'warn');
    if (apply) changed();
  } catch (fault) {
    toastFault(fault);
  }
}

async function resetUsage(key, changed) {
  const sure = await confirm(
    'Reset the counters?',
    [
      `The minute and day counters of ${nameOf(key)} go to zero, so it may send its whole limits again, whatever the provider has counted.`,
      'Usage and costs stay in the ledger.',
    ],
    { verb: 'Reset counters' },
  );
  if (sure) await doing(() => post(`${path(key)}/reset-usage`), `The counters of ${nameOf(key)} are at zero.`, changed);
}

async function sync(key, changed) {
  try {
    const [told] = (await post(`${path(key)}/sync-billing`)).results;
    toast(told.error ?? told.note ?? `The balance of ${nameOf(key)} is up to date.`, told.error ? 'bad' : told.note ? 'warn' : 'good');
    changed();
  } catch (fault) {
    toastFault(fault);
  }
}

async function remove(key, changed) {
  const sentences = [
    'Its sealed credential is destroyed at once and cannot be brought back. Requests in flight finish; usage and spend history stay for 90 days.',
    await consequence(key),
  ];
  const sure = await confirm(`Delete ${nameOf(key)}?`, sentences, { verb: 'Delete key', typed: nameOf(key) });
  if (sure)
    await doing(
      () => del(path(key)),
      `${nameOf(key)} is deleted.`,
      () => changed(true),
    );
}

// What becomes of the provider's requests when this key goes.
async function consequence(key) {
  const others = await get('/api/v1/integrations', { provider_name: key.provider_name, is_active: true, limit: 1 }).then(
    (list) => list.total - (key.is_active ? 1 : 0),
    () => null,
  );
  if (others === null) return '';
  if (others === 0) return `It leaves no active key for ${key.provider_label}: requests that need one are refused until another is added.`;
  return `${plural(others, 'active key')} for ${key.provider_label} ${others === 1 ? 'remains' : 'remain'}.`;
}
