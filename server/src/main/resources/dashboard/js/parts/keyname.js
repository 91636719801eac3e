/** What a key is called: its label, else its number. */
export const nameOf = (key) => key.key_label ?? `Key ${key.id}`;

/** The masked key, or what stands in its place. */
export const preview = (key) => key.key_preview?.api_key ?? Object.values(key.key_preview ?? {})[0] ?? '…';
