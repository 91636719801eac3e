import { h } from '../dom.js';
import { plural } from '../format.js';

/**
 * What a model policy lets pass, by the rules of the server (docs/routing.md): `allows(asked, target)`, with `asked` the name in the request and
 * `target` as `provider/model`. Null patterns allow all. `known` are the providers by name.
 */
export function allowing(patterns, known) {
  if (!patterns || patterns.includes('*')) return () => true;
  return (asked, target) => patterns.some((pattern) => fits(pattern, asked, target, known));
}

function fits(pattern, asked, target, known) {
  if (!pattern.endsWith('*')) return asked === pattern || target === pattern || target.slice(target.indexOf('/') + 1) === pattern;
  const head = pattern.slice(0, -1);
  return target.startsWith(head) || (!known.has(pattern.slice(0, pattern.indexOf('/'))) && asked.startsWith(head));
}

/** A pattern, and the same in words; `names` are those of all aliases. */
export const patternLine = (pattern, { known, names }) =>
  h('span.pattern', {}, h('code', {}, pattern), h('span.small.muted', {}, words(pattern, known, names)));

function words(pattern, known, names) {
  const slash = pattern.indexOf('/');
  const label = known.get(pattern.slice(0, Math.max(0, slash)))?.label;
  const rest = pattern.slice(slash + 1);
  if (pattern === '*') return 'Every model';
  if (pattern.endsWith('*')) {
    if (!label) return `All names that begin with ${pattern.slice(0, -1)}`;
    return rest === '*' ? `Every model of ${label}` : `Models of ${label} that begin with ${rest.slice(0, -1)}`;
  }
  if (names.has(pattern)) return 'This alias, whatever serves it';
  if (label) return `${rest} of ${label}, by whatever name it is found`;
  return slash < 0 ? `${pattern} at every provider` : 'What is asked for under just this name';
}

/** What these patterns do to the aliases: sentences. */
export function consequence(patterns, aliases, known) {
  if (patterns && !patterns.length) return ['Without a pattern nothing would be allowed. Add one, or allow all models.'];
  const allows = allowing(patterns, known);
  const told = aliases.map((alias) => ({ name: alias.name, of: alias.models.length, left: alias.models.filter((t) => allows(alias.name, t)).length }));
  const refused = told.filter(({ left }) => left === 0);
  const shorter = told.filter(({ of, left }) => left > 0 && left < of);
  const whole = told.length - refused.length - shorter.length;
  return [
    `Of ${plural(told.length, 'alias', 'aliases')} ${whole === told.length ? 'all keep' : `${whole} ${whole === 1 ? 'keeps' : 'keep'}`} the whole chain.`,
    shorter.length && `Some models are left out of ${listed(shorter)}.`,
    refused.length && `Refused with 403 from the next request on: ${listed(refused)}.`,
    patterns && 'What no pattern allows is refused to every token of your brand.',
  ].filter(Boolean);
}

function listed(some) {
  const names = some.slice(0, 5).map(({ name }) => name);
  return some.length > 5 ? `${names.join(', ')} and ${some.length - 5} more` : names.join(', ');
}
