/** The schema of a dataset that is named without one. */
export const DEFAULT_SCHEMA = 'helpdesk';

/** `tickets` → `helpdesk.tickets`; a name with a schema stays as it is. */
export function qualifyDataset(dataset: string): string {
  return dataset === '' || dataset.includes('.') ? dataset : `${DEFAULT_SCHEMA}.${dataset}`;
}
