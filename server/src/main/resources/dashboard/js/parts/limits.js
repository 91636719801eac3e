// The fields that a key has from its beginning and that can be edited later.

/** `key` is null for a new one. */
export function limitFields(key) {
  return [
    {
      name: 'key_label',
      label: 'Label',
      required: false,
      value: key?.key_label,
      maxlength: 120,
      hint: 'What you call it, for example whose it is.',
    },
    {
      name: 'minute_limit',
      label: 'Requests per minute',
      type: 'whole',
      required: false,
      value: key?.minute_limit,
      placeholder: 'No limit',
    },
    {
      name: 'daily_limit',
      label: 'Requests per day (UTC)',
      type: 'whole',
      required: false,
      value: key?.daily_limit,
      placeholder: 'No limit',
    },
    {
      name: 'spend_limit_amount',
      label: 'Spend limit in $',
      type: 'money',
      required: false,
      value: key?.spend_limit_amount,
      placeholder: 'No limit',
    },
    {
      name: 'spend_limit_period',
      label: 'Per',
      type: 'choice',
      value: key?.spend_limit_period ?? 'monthly',
      options: [
        ['monthly', 'Calendar month'],
        ['daily', 'Day'],
      ],
    },
    {
      name: 'spend_limit_action',
      label: 'When it is reached',
      type: 'choice',
      value: key?.spend_limit_action ?? 'warn',
      options: [
        ['warn', 'Warn, go on'],
        ['block', 'Stop using the key'],
      ],
    },
    { name: 'is_primary', label: 'Primary: used before the secondary keys', type: 'check', value: key?.is_primary ?? false },
  ];
}

/** How the fields stand in a dialog: related ones in a row. */
export function arranged(form, row) {
  return [
    form.at('key_label'),
    row(form.at('minute_limit'), form.at('daily_limit')),
    row(form.at('spend_limit_amount'), form.at('spend_limit_period'), form.at('spend_limit_action')),
    form.at('is_primary'),
  ];
}

/** What the fields say, as the API takes it: period and action only beside an amount. */
export function limitsOf(read) {
  const { key_label, is_primary, minute_limit, daily_limit, spend_limit_amount, spend_limit_period, spend_limit_action } = read;
  const spend = spend_limit_amount === null ? { spend_limit_amount } : { spend_limit_amount, spend_limit_period, spend_limit_action };
  return { key_label, is_primary, minute_limit, daily_limit, ...spend };
}
