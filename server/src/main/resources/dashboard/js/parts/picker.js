import { fill, freshId, h } from '../dom.js';
import { plural } from '../format.js';
import { choices } from '../ui/choices.js';

const NAMES = {
  chat: 'Chat',
  embeddings: 'Embeddings',
  images: 'Images',
  speech: 'Speech',
  transcriptions: 'Transcription',
  rerank: 'Rerank',
  moderations: 'Moderation',
};

const HEADINGS = {
  popular: 'Popular',
  llm: 'Language models',
  enterprise: 'Enterprise clouds',
  media: 'Pictures and sound',
  self_hosted: 'Your own servers',
};

/** The catalogue under its headings: found by name or by what a provider can do; `level` is that of the headings. */
export function providerPicker(providers, picked, level = 'h3') {
  const id = freshId('search');
  const list = h('div.form');
  const found = h('p.small.muted', { role: 'status' });
  let words = '';
  let able = 'all';
  const show = () => {
    const rows = providers.filter((provider) => fits(provider, words, able));
    fill(list, grouped(rows, picked, level));
    fill(
      found,
      rows.length
        ? plural(rows.length, 'provider')
        : 'No provider fits. Any OpenAI-compatible server can be added as vLLM with its base URL.',
    );
  };
  const search = h('input', {
    id,
    type: 'search',
    autocomplete: 'off',
    autofocus: true,
    placeholder: 'OpenAI, Groq, …',
    oninput: () => {
      words = search.value.trim().toLowerCase();
      show();
    },
  });
  const known = Object.keys(NAMES).filter((name) => providers.some((provider) => provider.capabilities.includes(name)));
  show();
  return h(
    'div.form',
    {},
    h('div.field', {}, h('label', { for: id }, 'Provider'), search),
    h(
      'div',
      {},
      choices('What it can do', [['all', 'All'], ...known.map((name) => [name, NAMES[name]])], able, (name) => {
        able = name;
        show();
      }),
    ),
    found,
    list,
  );
}

function fits(provider, words, able) {
  return (able === 'all' || provider.capabilities.includes(able)) && `${provider.label} ${provider.name}`.toLowerCase().includes(words);
}

function grouped(rows, picked, level) {
  const by = Map.groupBy(rows, (provider) => provider.category);
  return Object.entries(HEADINGS)
    .filter(([category]) => by.has(category))
    .map(([category, heading]) =>
      h(
        'section',
        {},
        h(`${level}.heading`, {}, heading),
        h(
          'div.catalogue',
          {},
          by.get(category).map((provider) => entry(provider, picked)),
        ),
      ),
    );
}

function entry(provider, picked) {
  const retired = provider.status === 'retired';
  const can = retired ? 'Retired by its provider' : provider.capabilities.map((name) => NAMES[name] ?? name).join(', ');
  return h(
    'button',
    { type: 'button', disabled: retired, onclick: () => picked(provider) },
    h('strong', {}, provider.label),
    h('span', {}, can, provider.has_billing && !retired && ' · balance'),
  );
}
