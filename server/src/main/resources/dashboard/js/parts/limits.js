// The fields that a key has from its beginning and that can be edited later.

/** `key` is null for a new one; `group` names the account that an old one shares. */
export function limitFields(key, group = null) {
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
      value: key?.minute_limit,
      placeholder: 'No limit',
    },
    {
      name: 'daily_limit',
      label: 'Requests per day (UTC)',
      type: 'whole',
      value: key?.daily_limit,
      placeholder: 'No limit',
    },
    {
      name: 'spend_limit_amount',
      label: 'Spend limit in $',
      type: 'money',
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
    {
      name: 'account_group',
      label: 'Account',
      required: false,
      value: group,
      maxlength: 64,
      hint: "Keys of one account at the provider, given the same name here, cool together when it limits one of them or the account's credit is used up.",
    },
    ...(key ? [priority(key)] : []), // a new key has the one of its rank
    { name: 'is_primary', label: 'Primary: used before the secondary keys', type: 'check', value: key?.is_primary ?? false },
  ];
}

const priority = (key) => ({
  name: 'priority',
  label: 'Priority',
  type: 'whole',
  min: 0,
  max: 100,
  value: key.priority,
  hint: 'From 0 to 100; higher is used first. Making a key primary or secondary sets 10 or 0.',
});

/** How the fields stand in a dialog: related ones in a row. */
export function arranged(form, row) {
  return [
    form.at('key_label'),
    row(form.at('minute_limit'), form.at('daily_limit')),
    row(form.at('spend_limit_amount'), form.at('spend_limit_period'), form.at('spend_limit_action')),
    form.has('priority') ? row(form.at('account_group'), form.at('priority')) : form.at('account_group'),
    form.at('is_primary'),
  ];
}

/** What the fields say, as the API takes it: period and action only beside an amount. */
export function limitsOf(read) {
  const { spend_limit_period, spend_limit_action, ...limits } = read;
  return limits.spend_limit_amount === null ? limits : { ...limits, spend_limit_period, spend_limit_action };
}
