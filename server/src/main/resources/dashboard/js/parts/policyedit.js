import { put } from '../api.js';
import { fill, h } from '../dom.js';
import { combobox } from '../ui/combobox.js';
import { dialog } from '../ui/dialog.js';
import { submitting } from '../ui/form.js';
import { icon } from '../ui/icons.js';
import { toast } from '../ui/toast.js';
import { consequence, patternLine } from './patterns.js';
import { modelSuggestions } from './routing.js';

/** Edits the patterns of allowed models; resolves true when they were saved. `facts` are {all, known, names} of aliases and providers. */
export async function editPolicy(patterns, facts) {
  const model = {
    patterns: [...(patterns ?? [])],
    facts,
    list: h('ul.patterns', { 'aria-label': 'Patterns' }),
    effect: h('div.consequence', { role: 'status' }),
    wrong: h('p.form-fault', { role: 'alert', hidden: true }),
  };
  const before = model.patterns.join();
  const add = combobox({
    label: 'Add a pattern',
    placeholder: 'openrouter/*',
    hint: 'A model or an alias; or a beginning with a slash in it and * at its end. Letters count.',
    options: () => suggestions(facts),
    chosen: (text) => append(model, add, text),
  });
  show(model, add);
  const done = await dialog(
    'Allowed models',
    (close, leave) => {
      const save = h('button.button.primary', { type: 'submit' }, 'Save policy');
      const element = h(
        'form.dialog-form',
        { autocomplete: 'off' },
        h('div.dialog-body', {}, model.wrong, model.list, add.element, model.effect),
        h('div.dialog-foot', {}, h('button.button', { type: 'button', onclick: leave }, 'Cancel'), save),
      );
      submitting(element, save, () => send(model, add, close));
      return element;
    },
    { wide: true, unsaved: () => model.patterns.join() !== before || add.read() !== '' },
  );
  if (done) toast('The policy is in force.');
  return done;
}

function show(model, add) {
  const { patterns, facts } = model;
  fill(
    model.list,
    patterns.map((pattern) =>
      h(
        'li',
        {},
        patternLine(pattern, facts),
        h(
          'button.button.quiet.icon',
          { type: 'button', 'aria-label': `Remove ${pattern}`, onclick: () => remove(model, add, pattern) },
          icon('close', 16),
        ),
      ),
    ),
  );
  model.list.hidden = !patterns.length;
  model.wrong.hidden = true;
  fill(
    model.effect,
    consequence(patterns, facts.all, facts.known).map((sentence) => h('p', {}, sentence)),
  );
}

// Whether it was taken.
function append(model, add, text) {
  if (!text || model.patterns.includes(text)) {
    add.fault(text ? `${text} is among them already.` : 'Name a pattern first.');
    return false;
  }
  model.patterns.push(text);
  add.input.value = '';
  show(model, add);
  return true;
}

function remove(model, add, pattern) {
  model.patterns.splice(model.patterns.indexOf(pattern), 1);
  show(model, add);
  add.input.focus();
}

async function suggestions({ all, known }) {
  const families = new Set(all.map(({ name }) => name.slice(0, name.indexOf('/') + 1)).filter(Boolean));
  const keyed = [...known.values()].filter((one) => one.is_configured);
  return [
    ...keyed.map(({ id, label }) => ({ value: `${id}/*`, note: `every model of ${label}` })),
    ...[...families].map((family) => ({ value: `${family}*`, note: 'all names that begin so' })),
    ...all.map(({ name, use_case }) => ({ value: name, note: use_case })),
    ...(await modelSuggestions()),
  ];
}

async function send(model, add, close) {
  if (add.read() && !append(model, add, add.read())) return; // typed, and not yet added
  try {
    await put('/api/v1/model-policy', { allowed_models: model.patterns });
    close(true);
  } catch (refused) {
    model.wrong.hidden = false;
    fill(model.wrong, refused.faults?.allowed_models ?? refused.message);
    add.input.focus();
  }
}
