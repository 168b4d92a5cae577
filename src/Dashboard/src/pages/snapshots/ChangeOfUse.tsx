import type { SchemaSnapshotResponse, SchemaSnapshotsResponse } from '../../api/schema';
import { ago, figure } from '../../format';
import { Confirm } from '../../parts/Confirm';

/** What somebody wants to be done to a snapshot. */
export type Change = { kind: 'activate' | 'reject'; version: string } | { kind: 'rollback' };

interface Props {
  change: Change;
  all: SchemaSnapshotsResponse;
  busy: boolean;
  error: Error | null;
  onYes: () => void;
  onNo: () => void;
}

/** Asks whether a snapshot shall be used otherwise, and says what will change, and for whom. */
export function ChangeOfUse({ change, all, ...rest }: Props) {
  const active = all.snapshots.find((snapshot) => snapshot.state === 'active');
  const version = change.kind === 'rollback' ? lastActive(all) : change.version;
  const next = all.snapshots.find((snapshot) => snapshot.version === version);
  const canary = all.canary !== null && change.kind !== 'reject' ? ` The trial of ${all.canary} ends.` : '';
  if (next === undefined) return null;

  const recall = (snapshot: typeof next) => figure(snapshot.metrics['test.recall@20']);
  if (change.kind === 'reject') {
    return (
      <Confirm title={`Reject ${next.version}?`} yes="Reject" {...rest}>
        <p>It can never be served again. {next.state === 'canary' ? 'The users who get it now get the active snapshot within seconds.' : 'Nobody is served by it now, so nobody sees a change.'}</p>
      </Confirm>
    );
  }
  return (
    <Confirm title={change.kind === 'activate' ? `Activate ${next.version}?` : `Roll back to ${next.version}?`} yes={change.kind === 'activate' ? 'Activate' : 'Roll back'} {...rest}>
      <p>
        All users get recommendations of {next.version}, made {ago(next.createdAt)}, within seconds
        {active === undefined ? '.' : ` instead of those of ${active.version}, made ${ago(active.createdAt)}.`}
        {canary}
      </p>
      <p>
        Recall@20 of its test: {recall(next)}
        {active !== undefined && `; of the one that is served: ${recall(active)}`}.
      </p>
      {change.kind === 'rollback' && <p>Should its file be missing or damaged, the one before it is taken.</p>}
    </Confirm>
  );
}

/** Whether a rollback can lead to a snapshot: it was active, and is neither so now nor rejected. */
export const canGoBackTo = (snapshot: SchemaSnapshotResponse): boolean =>
  snapshot.activatedAt !== null && snapshot.state !== 'active' && snapshot.state !== 'rejected';

// The one that a rollback tries first.
function lastActive(all: SchemaSnapshotsResponse): string | undefined {
  return all.snapshots
    .filter(canGoBackTo)
    .sort((a, b) => Date.parse(b.activatedAt ?? '') - Date.parse(a.activatedAt ?? ''))[0]?.version;
}
