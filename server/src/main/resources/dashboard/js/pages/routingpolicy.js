import { del } from '../api.js';
import { h } from '../dom.js';
import { consequence, patternLine } from '../parts/patterns.js';
import { editPolicy } from '../parts/policyedit.js';
import { aliases, policy, providers, routingHead } from '../parts/routing.js';
import { card } from '../ui/card.js';
import { confirm } from '../ui/dialog.js';
import { empty } from '../ui/states.js';
import { doing } from '../ui/toast.js';

/** Which models the brand may use at all. */
export default async function policyPage(view) {
  const [all, known, patterns] = await Promise.all([aliases(), providers(), policy()]);
  const facts = { all, known, names: new Set(all.map((alias) => alias.name)) };
  const change = (text) =>
    h('button.button.primary', { type: 'button', onclick: async () => (await editPolicy(patterns, facts)) && view.again() }, text);
  return [
    routingHead('Which models your brand may use at all, whoever asks.'),
    patterns
      ? h('div.stack', {}, inForce(patterns, facts, change('Change'), view), card('What it does', effect(patterns, facts)))
      : h(
          'div.card',
          {},
          empty('All models are allowed', 'A policy bounds every token of your brand, agents among them, to the models that its patterns name.', {
            sign: 'good',
            action: change('Allow certain models only'),
          }),
        ),
  ];
}

const effect = (patterns, { all, known }) =>
  h(
    'div.stack.close',
    {},
    consequence(patterns, all, known).map((sentence) => h('p', {}, sentence)),
    h('p.small.muted', {}, 'What an agent may use is bounded further by its own allowed models: both must allow.'),
  );

function inForce(patterns, facts, change, view) {
  const lift = h('button.button', { type: 'button', onclick: () => allowAll(view) }, 'Allow all models');
  return h(
    'section.card',
    {},
    h('div.card-head', {}, h('h2', {}, 'Allowed models'), h('div.page-actions', {}, lift, change)),
    h(
      'ul.patterns',
      {},
      patterns.map((pattern) => h('li', {}, patternLine(pattern, facts))),
    ),
  );
}

async function allowAll(view) {
  const sentences = ['The policy is deleted: every model is allowed from the next request on, for every token of your brand.'];
  if (!(await confirm('Allow all models?', sentences, { verb: 'Allow all models' }))) return;
  await doing(() => del('/api/v1/model-policy'), 'All models are allowed.', view.again);
}
