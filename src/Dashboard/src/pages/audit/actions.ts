import type { SchemaAuditAction } from '../../api/schema';

/** What can be done, in words. */
export const actions: Record<SchemaAuditAction, string> = {
  runStarted: 'asked for a run',
  runCancelled: 'cancelled a run',
  snapshotActivated: 'activated a snapshot',
  snapshotCanary: 'had a snapshot tried',
  snapshotRolledBack: 'rolled back',
  snapshotRejected: 'rejected a snapshot',
  keyCreated: 'made a key',
  keyRotated: 'rotated a key',
  keyRevoked: 'revoked a key',
  scheduleSet: 'set a schedule',
  scheduleDeleted: 'deleted a schedule',
  webhookCreated: 'added a webhook',
  webhookChanged: 'changed a webhook',
  webhookRotated: 'made a new secret for a webhook',
  webhookDeleted: 'deleted a webhook',
};
