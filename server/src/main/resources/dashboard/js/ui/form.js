import { freshId, fill, h } from '../dom.js';

const UNREADABLE = {
  whole: 'This is no whole number. Write digits only, or leave it empty.',
  money: 'This is no number. Write it as 12.50, or leave it empty.',
  date: 'This is no whole date. Choose day, month and year, or leave it empty.',
  moment: 'This is no whole moment. Choose day and time, or leave it empty.',
};

/**
 * Fields with labels, hints and faults. Each is {name, label, type, value, hint, required, options, min, max, step, placeholder}; `type` is text, secret,
 * whole, money, date, moment, choice, lines (a list of texts, one per line) or check. `read()` gives what stands in them (null where nothing does),
 * `tell(refused)` shows the server's faults at
 * their fields and the rest at `summary`, and moves the focus to the first.
 */
export function fields(list) {
  const made = new Map(list.map((field) => [field.name, one(field)]));
  const summary = h('p.form-fault', { role: 'alert', hidden: true });
  const clear = () => {
    summary.hidden = true;
    made.forEach((field) => field.fault(null));
  };
  return {
    summary,
    clear,
    has: (name) => made.has(name),
    at: (name) => made.get(name).element,
    input: (name) => made.get(name).input,
    elements: [...made.values()].map((field) => field.element),
    read: () => Object.fromEntries([...made].map(([name, field]) => [name, field.read()])),
    tell: (refused) => {
      clear();
      tell(refused, made, summary);
    },
  };
}

/** A form of its own: `submit()` runs once at a time while the button shows that it does, and not while a field holds what is no number or date. */
export function submitting(form, button, submit) {
  form.noValidate = true; // faults are shown in words of ours, at the field
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (readable(form)) await busy(button, submit);
  });
}

// A browser gives such a field as empty, and empty is no limit, or no end.
function readable(form) {
  const bad = [...form.elements].filter((input) => input.validity?.badInput);
  bad.forEach((input) => input.checkValidity()); // has the field say so
  if (!bad.length) return true;
  bad[0].closest('details')?.setAttribute('open', '');
  bad[0].focus();
  return false;
}

/** Runs what a button does, once at a time. */
export async function busy(button, act) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  button.setAttribute('aria-disabled', 'true');
  try {
    await act();
  } finally {
    button.removeAttribute('aria-busy');
    button.removeAttribute('aria-disabled');
  }
}

function tell(refused, made, summary) {
  const faults = Object.entries(refused.faults ?? {});
  const placed = faults.filter(([name, message]) => made.get(name)?.fault(message));
  if (!faults.length || placed.length < faults.length) {
    summary.hidden = false;
    fill(summary, refused.message);
  }
  if (placed.length) made.get(placed[0][0]).input.focus();
}

function one(field) {
  const id = freshId('field');
  const input = control(field, id);
  const hint = field.hint && h('span.hint', { id: `${id}-hint` }, field.hint);
  const { wrong, fault } = faultLine(id, input);
  input.setAttribute('aria-describedby', [hint && hint.id, wrong.id].filter(Boolean).join(' '));
  input.addEventListener('invalid', () => fault(UNREADABLE[field.type]));
  input.addEventListener('input', () => input.validity.badInput || fault(null));
  return { input, fault, element: frame(field, id, input, hint, wrong), read: () => value(field, input) };
}

/** The line (`wrong`) that says what is wrong with what stands in an input; `fault(null)` takes it away. */
export function faultLine(id, input) {
  const wrong = h('span.fault', { id: `${id}-fault`, hidden: true });
  const fault = (message) => {
    wrong.hidden = !message;
    fill(wrong, message ?? '');
    if (message) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
    return true;
  };
  return { wrong, fault };
}

function frame(field, id, input, hint, wrong) {
  if (field.type === 'check') return h('div.field', {}, h('div.check', {}, input, h('label', { for: id }, field.label)), hint, wrong);
  const optional = field.required === false && h('span.optional', {}, ' (optional)');
  return h('div.field', {}, h('label', { for: id }, field.label, optional), input, hint, wrong);
}

function control(field, id) {
  if (field.type === 'choice') {
    return h(
      'select',
      { id, name: field.name, onchange: field.changed },
      field.options.map(([key, text]) => h('option', { value: key, selected: String(field.value ?? '') === key }, text)),
    );
  }
  if (field.type === 'lines')
    return h('textarea.mono', { id, name: field.name, rows: 3, placeholder: field.placeholder, spellcheck: 'false' }, field.value?.join('\n'));
  const type =
    { secret: 'password', whole: 'number', money: 'number', check: 'checkbox', date: 'date', moment: 'datetime-local' }[field.type] ?? 'text';
  const numeric =
    field.type === 'whole'
      ? { min: 1, step: 1, inputmode: 'numeric' }
      : field.type === 'money'
        ? { min: 0, step: 'any', inputmode: 'decimal' }
        : {};
  return h('input', {
    id,
    name: field.name,
    type,
    ...numeric,
    min: field.min ?? numeric.min,
    max: field.max,
    required: field.required,
    placeholder: field.placeholder,
    maxlength: field.maxlength,
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    onchange: field.changed,
    checked: field.type === 'check' && field.value,
    value: field.type === 'check' ? null : field.value,
  });
}

function value(field, input) {
  if (field.type === 'check') return input.checked;
  const text = input.value.trim();
  if (text === '') return null;
  if (field.type === 'lines') return [...new Set(text.split(/\s*\n\s*/))];
  return field.type === 'whole' || field.type === 'money' ? Number(text) : text;
}
