import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { snapshots } from '../api/queries';
import type { SchemaSnapshotResponse, SchemaSnapshotsResponse } from '../api/schema';
import { ago, figure, localTime } from '../format';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Needs, useMay } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Table, type Column } from '../parts/Table';
import { canGoBackTo, ChangeOfUse, type Change } from './snapshots/ChangeOfUse';
import { extension, madeAt } from './snapshots/extension';
import { SideBySide } from './snapshots/SideBySide';

/** Every snapshot with its figures, and what it is used for. Which ones are side by side stands in the address. */
export function Snapshots() {
  const { compare } = useSearch({ from: '/ui/snapshots' });
  const navigate = useNavigate({ from: '/ui/snapshots' });
  const all = useQuery(snapshots);
  const may = useMay('admin');
  const [change, setChange] = useState<Change | null>(null);
  const chosen = compare?.split(' ') ?? [];
  const choose = (version: string, on: boolean) => {
    const next = on ? [...chosen, version] : chosen.filter((other) => other !== version);
    void navigate({ search: next.length === 0 ? {} : { compare: next.join(' ') }, resetScroll: false });
  };
  return (
    <Page title="Snapshots" lead="What training made. One is active, for everybody; another one may be tried with a share of the users, always the same ones.">
      <Card title="All snapshots" aside={may && <RollBack all={all.data} propose={setChange} />}>
        <Loaded query={all}>
          {(data) => (
            <Table
              caption="Snapshots"
              columns={[mark(chosen, choose), ...columns, ...(may ? [actions(data, setChange)] : [])]}
              rows={data.snapshots}
              rowKey={(snapshot) => snapshot.version}
              empty="There is none yet. A training run makes one: start it under Runs."
            />
          )}
        </Loaded>
        <Needs role="admin" to="To change what a snapshot is used for">
          {null}
        </Needs>
      </Card>
      {all.data && all.data.snapshots.length > 0 && <SideBySide snapshots={all.data.snapshots.filter((snapshot) => chosen.includes(snapshot.version))} />}
      {change && all.data && <ChangeOfUse change={change} all={all.data} onEnd={() => setChange(null)} />}
    </Page>
  );
}

const mark = (chosen: string[], choose: (version: string, on: boolean) => void): Column<SchemaSnapshotResponse> => ({
  name: 'Compare',
  cell: (s) => <input type="checkbox" aria-label={`Compare ${s.version}`} checked={chosen.includes(s.version)} onChange={(event) => choose(s.version, event.target.checked)} />,
});

const columns: Column<SchemaSnapshotResponse>[] = [
  { name: 'Version', cell: (s) => <Version snapshot={s} />, value: (s) => s.version },
  { name: 'Use', cell: (s) => <Use snapshot={s} />, value: (s) => s.state },
  { name: 'Recall@20', cell: (s) => figure(s.metrics['test.recall@20']), value: (s) => s.metrics['test.recall@20'] ?? null, numeric: true },
  { name: 'NDCG@20', cell: (s) => figure(s.metrics['test.ndcg@20']), value: (s) => s.metrics['test.ndcg@20'] ?? null, numeric: true },
  { name: 'Most popular', cell: (s) => figure(s.metrics['most_popular.recall@20']), value: (s) => s.metrics['most_popular.recall@20'] ?? null, numeric: true },
  { name: 'LightGCN', cell: (s) => figure(s.metrics['light_gcn.recall@20']), value: (s) => s.metrics['light_gcn.recall@20'] ?? null, numeric: true },
  { name: 'Made', cell: (s) => <span className="whitespace-nowrap" title={localTime(madeAt(s))}>{ago(madeAt(s))}</span>, value: madeAt },
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

const actions = (all: SchemaSnapshotsResponse, propose: (change: Change) => void): Column<SchemaSnapshotResponse> => {
  const active = all.snapshots.find((s) => s.state === 'active')?.version;
  const button = (name: string, of: string, change: Change) => (
    <button type="button" className="button" aria-label={`${name} ${of}`} onClick={() => propose(change)}>
      {name}
    </button>
  );
  return {
    name: 'Change',
    cell: ({ version, state }) =>
      state !== 'active' &&
      state !== 'rejected' && (
        <span className="flex gap-1">
          {button('Activate', version, { kind: 'activate', version })}
          {active !== undefined && button(state === 'canary' ? 'Change share' : 'Try', version, { kind: 'canary', version })}
          {active !== undefined && state === 'canary' && button('End trial', version, { kind: 'end', version: active })}
          {button('Reject', version, { kind: 'reject', version })}
        </span>
      ),
  };
};

function Version({ snapshot }: { snapshot: SchemaSnapshotResponse }) {
  return (
    <>
      <span className="font-mono whitespace-nowrap">{snapshot.version}</span>
      {snapshot.extends && <div className="quiet">{extension(snapshot)}</div>}
    </>
  );
}

function Use({ snapshot }: { snapshot: SchemaSnapshotResponse }) {
  const share = snapshot.canaryShare === null ? '' : `, ${Math.round(100 * snapshot.canaryShare)} % of the users`;
  return (
    <>
      <span className={snapshot.served ? 'font-semibold' : ''}>
        {snapshot.state}
        {share}
      </span>
      {snapshot.reason && (
        <details className="quiet open:min-w-48">
          <summary>Why</summary>
          {snapshot.reason}
        </details>
      )}
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
