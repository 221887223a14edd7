// The state of one surface's elements (a message's, a modal's, the Home tab's), in Slack's own shape.

export class Form {
  /** dispatch(payload, element) tells the app; load(block_id, action_id, typed) asks it for options. */
  constructor({ dispatch, load }) {
    Object.assign(this, { dispatch, load, values: {}, fields: [] });
  }

  get(block, action) {
    return this.values[block]?.[action];
  }

  set(block, action, raw) {
    (this.values[block] ??= {})[action] = raw;
  }

  /** Starts over for new blocks; what is set under a name that is still there stays. */
  begin(blocks) {
    const kept = this.values;
    this.values = {};
    this.fields = [];
    for (const block of blocks) if (kept[block.block_id]) this.values[block.block_id] = kept[block.block_id];
  }

  /** An input block announces itself: {block_id, check() → error text or null, show(error), focus()}. */
  announce(field) {
    this.fields.push(field);
  }

  /** Shows the errors of {block_id: text}; answers whether there are any. */
  show(errors) {
    for (const field of this.fields) field.show(errors[field.block_id] ?? null);
    const first = this.fields.find((field) => errors[field.block_id]);
    first?.focus();
    return Object.keys(errors).length > 0;
  }

  /** What the page can tell by itself: a required field is empty, a text too short. */
  check() {
    const errors = {};
    for (const field of this.fields) {
      const error = field.check();
      if (error) errors[field.block_id] = error;
    }
    return errors;
  }
}
