import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ask } from '../api/client';
import { login, snapshots } from '../api/queries';
import type { SchemaSnapshotResponse, SchemaSnapshotsResponse } from '../api/schema';
import { ago, figure, localTime } from '../format';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Page } from '../parts/Page';
import { Table, type Column } from '../parts/Table';
import { canGoBackTo, ChangeOfUse, type Change } from './snapshots/ChangeOfUse';

/** Every snapshot with its figures, and what it is used for. */
export function Snapshots() {
  const queries = useQueryClient();
  const all = useQuery(snapshots);
  const may = useQuery(login).data?.roles.includes('admin') ?? false;
  const [change, setChange] = useState<Change | null>(null);
  const apply = useMutation({
    mutationFn: (change: Change) => send(change),
    onSuccess: async () => {
      setChange(null);
      await queries.invalidateQueries({ queryKey: snapshots.queryKey });
    },
  });
  const propose = (next: Change) => {
    apply.reset();
    setChange(next);
  };
  return (
    <Page title="Snapshots">
      <Card title="All snapshots" aside={may && <RollBack all={all.data} propose={propose} />}>
        <Loaded query={all}>
          {(data) => (
            <Table
              caption="Snapshots"
              columns={may ? [...columns, actions(propose)] : columns}
              rows={data.snapshots}
              rowKey={(snapshot) => snapshot.version}
              empty="There is none yet. A training run makes one."
            />
          )}
        </Loaded>
        {!may && <p className="quiet mt-2 text-sm">What a snapshot is used for is changed by whoever has a key with the role admin.</p>}
      </Card>
      {change && all.data && (
        <ChangeOfUse change={change} all={all.data} busy={apply.isPending} error={apply.error} onYes={() => apply.mutate(change)} onNo={() => setChange(null)} />
      )}
    </Page>
  );
}

const columns: Column<SchemaSnapshotResponse>[] = [
  { name: 'Version', cell: (s) => <span className="font-mono whitespace-nowrap">{s.version}</span>, value: (s) => s.version },
  { name: 'Use', cell: (s) => <Use snapshot={s} />, value: (s) => s.state },
  { name: 'Recall@20', cell: (s) => figure(s.metrics['test.recall@20']), value: (s) => s.metrics['test.recall@20'] ?? null, numeric: true },
  { name: 'NDCG@20', cell: (s) => figure(s.metrics['test.ndcg@20']), value: (s) => s.metrics['test.ndcg@20'] ?? null, numeric: true },
  { name: 'Most popular', cell: (s) => figure(s.metrics['most_popular.recall@20']), value: (s) => s.metrics['most_popular.recall@20'] ?? null, numeric: true },
  { name: 'Made', cell: (s) => <span title={localTime(s.createdAt)}>{ago(s.createdAt)}</span>, value: (s) => s.createdAt },
  {
    name: 'Run',
    cell: (s) =>
      s.trainingRunId === null ? (
        '–'
      ) : (
        <Link to="/ui/runs/$run" params={{ run: String(s.trainingRunId) }} className="link">
          {s.trainingRunId}
        </Link>
      ),
    value: (s) => s.trainingRunId,
  },
];

const actions = (propose: (change: Change) => void): Column<SchemaSnapshotResponse> => ({
  name: 'Change',
  cell: (s) => (
    <span className="flex gap-1">
      {s.state !== 'active' && s.state !== 'rejected' && (
        <button type="button" className="button" aria-label={`Activate ${s.version}`} onClick={() => propose({ kind: 'activate', version: s.version })}>
          Activate
        </button>
      )}
      {s.state !== 'active' && s.state !== 'rejected' && (
        <button type="button" className="button" aria-label={`Reject ${s.version}`} onClick={() => propose({ kind: 'reject', version: s.version })}>
          Reject
        </button>
      )}
    </span>
  ),
});

function Use({ snapshot }: { snapshot: SchemaSnapshotResponse }) {
  const share = snapshot.canaryShare === null ? '' : `, ${Math.round(100 * snapshot.canaryShare)} % of the users`;
  return (
    <>
      <span className={snapshot.served ? 'font-semibold' : ''}>
        {snapshot.state}
        {share}
      </span>
      {snapshot.reason && <span className="quiet block max-w-64">{snapshot.reason}</span>}
    </>
  );
}

function RollBack({ all, propose }: { all: SchemaSnapshotsResponse | undefined; propose: (change: Change) => void }) {
  const before = all?.snapshots.some(canGoBackTo) ?? false;
  return (
    <button type="button" className="button" disabled={!before} title={before ? '' : 'No other snapshot was active before.'} onClick={() => propose({ kind: 'rollback' })}>
      Roll back
    </button>
  );
}

function send(change: Change): Promise<unknown> {
  if (change.kind === 'rollback') return ask(api.POST('/snapshots/rollback'));
  const params = { path: { version: change.version } };
  return change.kind === 'activate' ? ask(api.POST('/snapshots/{version}/activate', { params })) : ask(api.POST('/snapshots/{version}/reject', { params }));
}
