import type { SchemaWebhookEvent } from '../../api/schema';

/** What one can be told of, in words. */
export const events: [Exclude<SchemaWebhookEvent, 'test'>, string][] = [
  ['run.succeeded', 'a run made a snapshot'],
  ['run.failed', 'a run failed'],
  ['run.cancelled', 'a run was cancelled'],
  ['run.refused', 'what a run made was not good enough'],
  ['snapshot.activated', 'another snapshot is served'],
  ['snapshot.refused', 'an API could not take up a snapshot'],
  ['service.degraded', 'an API does without something'],
  ['service.recovered', 'it has it again'],
];
