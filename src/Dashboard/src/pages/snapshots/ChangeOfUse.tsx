import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client';
import { snapshots } from '../../api/queries';
import type { SchemaSnapshotResponse, SchemaSnapshotsResponse } from '../../api/schema';
import { ago, figure } from '../../format';
import { Confirm } from '../../parts/Confirm';
import { Field } from '../../parts/Field';
import { madeAt, trainedAs } from './extension';

/** What somebody wants to be done to a snapshot. */
export type Change = { kind: 'activate' | 'canary' | 'reject'; version: string } | { kind: 'rollback' } | { kind: 'end'; version: string };

/** Asks whether a snapshot shall be used otherwise, says what will change, and for whom, and has it done. */
export function ChangeOfUse({ change, all, onEnd }: { change: Change; all: SchemaSnapshotsResponse; onEnd: () => void }) {
  const queries = useQueryClient();
  const tried = all.snapshots.find((snapshot) => snapshot.state === 'canary');
  const [percent, setPercent] = useState(change.kind === 'canary' && tried?.version === change.version && tried.canaryShare !== null ? Math.round(100 * tried.canaryShare) : 10);
  const apply = useMutation({
    mutationFn: () => send(change, percent),
    onSuccess: async () => {
      onEnd();
      await queries.invalidateQueries({ queryKey: snapshots.queryKey });
    },
  });
  // One that is active and was refused is served to nobody.
  const active = all.snapshots.find((snapshot) => snapshot.version === all.served);
  const version = change.kind === 'rollback' ? lastActive(all) : change.version;
  const next = all.snapshots.find((snapshot) => snapshot.version === version);
  if (next === undefined) return null;

  const asking = { busy: apply.isPending, error: apply.error, onYes: () => apply.mutate(), onNo: onEnd };
  switch (change.kind) {
    case 'reject':
      return (
        <Confirm title={`Reject ${next.version}?`} yes="Reject" {...asking}>
          <p>It can never be served again. {next.state === 'canary' ? `The ${share(next)} who get it now get the active snapshot within seconds.` : 'Nobody is served by it now, so nobody sees a change.'}</p>
        </Confirm>
      );
    case 'end':
      return (
        <Confirm title={`End the trial of ${tried?.version}?`} yes="End the trial" {...asking}>
          <p>
            The {share(tried)} who get it now get {next.version} as all others do, within seconds. It can be tried or activated again.
          </p>
        </Confirm>
      );
    case 'canary':
      return (
        <Confirm title={`Try ${next.version} with some users?`} yes="Try it" {...asking}>
          <Field name="Share of the users, %" note="1 to 99">
            {(ids) => <input {...ids} className="field w-24" type="number" min={1} max={99} value={percent} onChange={(event) => setPercent(Number(event.target.value))} />}
          </Field>
          <p>
            {percent} of 100 users, always the same ones, get its recommendations within seconds; all others keep those of {active?.version ?? 'the active one'}.
            {tried !== undefined && tried.version !== next.version && ` The trial of ${tried.version} ends.`}
          </p>
          <Recalls next={next} active={active} />
          <p>How it does with them shows under Online metrics, where there is feedback.</p>
        </Confirm>
      );
    default:
      return (
        <Confirm title={change.kind === 'activate' ? `Activate ${next.version}?` : `Roll back to ${next.version}?`} yes={change.kind === 'activate' ? 'Activate' : 'Roll back'} {...asking}>
          <p>
            All users get recommendations of {next.version}, made {ago(madeAt(next))}, within seconds
            {active === undefined ? '.' : ` instead of those of ${active.version}, made ${ago(active.createdAt)}.`}
            {tried !== undefined && tried.version !== next.version && ` The trial of ${tried.version} ends.`}
          </p>
          <Recalls next={next} active={active} />
          {change.kind === 'rollback' && <p>Should its file be missing or damaged, the one before it is taken.</p>}
        </Confirm>
      );
  }
}

function Recalls({ next, active }: { next: SchemaSnapshotResponse; active: SchemaSnapshotResponse | undefined }) {
  const recall = (snapshot: SchemaSnapshotResponse) => figure(snapshot.metrics['test.recall@20']);
  return (
    <p>
      Recall@20 of its test: {recall(next)}
      {active !== undefined && `; of the one that is served: ${recall(active)}`}.
    </p>
  );
}

const share = (snapshot: SchemaSnapshotResponse | undefined): string => (snapshot?.canaryShare == null ? 'users' : `${Math.round(100 * snapshot.canaryShare)} of 100 users`);

/** Whether a rollback can lead to a snapshot: it was active, and is neither so now nor rejected. */
export const canGoBackTo = (snapshot: SchemaSnapshotResponse): boolean => snapshot.activatedAt !== null && snapshot.state !== 'active' && snapshot.state !== 'rejected';

// The one that a rollback tries first: of another training before the same one.
function lastActive(all: SchemaSnapshotsResponse): string | undefined {
  const active = all.snapshots.find((snapshot) => snapshot.state === 'active');
  const isSame = (snapshot: SchemaSnapshotResponse) => Number(active !== undefined && trainedAs(snapshot) === trainedAs(active));
  return all.snapshots
    .filter(canGoBackTo)
    .sort((a, b) => isSame(a) - isSame(b) || Date.parse(b.activatedAt ?? '') - Date.parse(a.activatedAt ?? ''))[0]?.version;
}

function send(change: Change, percent: number): Promise<unknown> {
  if (change.kind === 'rollback') return ask(api.POST('/snapshots/rollback'));
  const path = { version: change.version };
  if (change.kind === 'canary') return ask(api.POST('/snapshots/{version}/canary', { params: { path, query: { percent } } }));
  if (change.kind === 'reject') return ask(api.POST('/snapshots/{version}/reject', { params: { path } }));
  // To activate the one that is active ends the trial of another.
  return ask(api.POST('/snapshots/{version}/activate', { params: { path } }));
}
