import { get } from '../api.js';
import { h } from '../dom.js';
import { money } from '../format.js';
import { here, to } from '../router.js';

const VIEWS = [
  ['/routing', 'Aliases'],
  ['/routing/try', 'Try it'],
  ['/routing/policy', 'Model policy'],
];

/** Head of the pages about routing, with the ways between them. */
export function routingHead(words, actions) {
  const at = here().path;
  return [
    h(
      'div.page-head',
      {},
      h('div', {}, h('h1', {}, 'Routing'), h('p.muted', {}, words)),
      actions && h('div.page-actions', {}, actions),
    ),
    h(
      'nav.choices.views',
      { 'aria-label': 'Routing' },
      VIEWS.map(([path, name]) => h('a', { href: to(path), 'aria-current': path === at ? 'page' : null }, name)),
    ),
  ];
}

/** Address of the page that tries that alias or model. */
export const tryAt = (model) => to(`/routing/try?${new URLSearchParams({ model })}`);

/** All aliases that hold, in the API's order: {name, use_case, models, source, hides, use}. */
export async function aliases() {
  const [all, own] = await Promise.all([get('/v1/aliases'), ownAliases()]);
  const hiding = new Set(own.filter((one) => one.hides_default).map((one) => one.name));
  return all.data.map(({ id, use_case, models, source, usage_30d }) => ({
    name: id,
    use_case,
    models,
    source,
    hides: hiding.has(id),
    use: usage_30d,
  }));
}

async function ownAliases() {
  const own = [];
  for (let total = 1; own.length < total; ) {
    const page = await get('/api/v1/aliases', { source: 'brand', limit: 100, offset: own.length });
    own.push(...page.aliases);
    total = page.aliases.length ? page.total : 0;
  }
  return own;
}

/** The providers by name: {label, status, is_configured}. */
export const providers = async () => new Map((await get('/v1/providers')).data.map((one) => [one.id, one]));

/** The patterns of allowed models, null where all are. */
export const policy = async () => (await get('/api/v1/model-policy')).model_policy.allowed_models;

/** The models that may be asked for, as suggestions: used and usable ones first. */
export async function modelSuggestions() {
  const { data } = await get('/v1/models', { limit: 2000 });
  return data.map(({ id, spidergate_info: info }) => ({ value: id, note: [priceOf(info), info.is_configured ? null : 'no key'].filter(Boolean).join(' · ') }));
}

/** What a model costs, in words. */
export function priceOf({ free_tier, pricing }) {
  if (free_tier) return 'Free';
  return pricing ? `${money(pricing.input)} in, ${money(pricing.output)} out per million tokens` : 'Price unknown';
}

/** `groq/llama-3` as its provider's label and the model's name there. */
export function parted(target, known) {
  const slash = target.indexOf('/');
  const provider = target.slice(0, slash);
  return { provider, label: known.get(provider)?.label ?? provider, model: target.slice(slash + 1), keyed: known.get(provider)?.is_configured ?? false };
}
