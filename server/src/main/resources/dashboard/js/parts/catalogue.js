import { get } from '../api.js';
import { words } from '../format.js';

let asked = null;

/** The providers, asked once while the page lives; a failure is asked anew. */
export function catalogue() {
  asked ??= get('/api/v1/integrations/providers')
    .then((answer) => answer.providers)
    .catch((fault) => {
      asked = null;
      throw fault;
    });
  return asked;
}

/** `api_key` as people read it. */
export function fieldLabel(name) {
  const known = {
    api_key: 'API key',
    admin_api_key: 'Admin API key',
    management_api_key: 'Management API key',
    account_id: 'Account ID',
    team_id: 'Team ID',
    project_id: 'Project ID',
    base_url: 'Base URL',
    api_version: 'API version',
    access_key_id: 'Access key ID',
    secret_access_key: 'Secret access key',
    service_account_json: 'Service account (JSON)',
  };
  return known[name] ?? words(name);
}
