import { get } from '../api.js';
import { h } from '../dom.js';
import { go } from '../router.js';
import { fields, submitting } from '../ui/form.js';

/** Leads to one request by its id, as answers carry it in X-Request-Id; what is not found is told at the field. */
export function findTrace() {
  const form = fields([{ name: 'id', label: 'Request id', placeholder: 'Request id', maxlength: 128 }]);
  const button = h('button.button', { type: 'submit' }, 'Find');
  const element = h('form.find', { role: 'search', 'aria-label': 'Find a request' }, form.elements, button);
  submitting(element, button, async () => {
    const { id } = form.read();
    form.clear();
    if (!id) {
      form.tell({ faults: { id: 'Type the X-Request-Id of an answer.' } });
      return;
    }
    try {
      await get(`/v1/traces/${encodeURIComponent(id)}`);
      go(`/traces/${encodeURIComponent(id)}`);
    } catch (fault) {
      form.tell({ faults: { id: fault.message } });
    }
  });
  return element;
}
