import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { run as runQuery, runs, snapshots, trainingSettings } from '../../api/queries';
import type { SchemaRunDetailResponse, SchemaSnapshotsResponse, SchemaTrainingSettingsResponse } from '../../api/schema';
import { duration, figure, localTime } from '../../format';
import { Card } from '../../parts/Card';
import { Field } from '../../parts/Field';
import { Loaded } from '../../parts/Loaded';
import { Table, type Column } from '../../parts/Table';
import { wholeSettings } from './settings';

interface Row {
  name: string;
  mine: string;
  other: string;
}

/** What a run trained with and came to beside another one; what differs is marked. */
export function Comparison({ detail, against, choose }: { detail: SchemaRunDetailResponse; against: number | undefined; choose: (run: number | undefined) => void }) {
  const list = useQuery(runs(50));
  const others = (list.data?.runs ?? []).filter((run) => run.id !== detail.run.id);
  const known = against === undefined || others.some((run) => run.id === against);
  return (
    <Card title="Beside another run">
      {others.length === 0 && against === undefined ? (
        <p className="quiet">There is no other run yet. Start one with other settings, and compare the two here.</p>
      ) : (
        <div className="max-w-md">
          <Field name="The other run">
            {(ids) => (
              <select {...ids} className="field w-full" value={against ?? ''} onChange={(event) => choose(event.target.value === '' ? undefined : Number(event.target.value))}>
                <option value="">none</option>
                {!known && <option value={against}>{against}</option>}
                {others.map((run) => (
                  <option key={run.id} value={run.id}>
                    {run.id}, {run.state}, {localTime(run.createdAt)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      )}
      {against !== undefined && <Beside mine={detail} against={against} />}
    </Card>
  );
}

function Beside({ mine, against }: { mine: SchemaRunDetailResponse; against: number }) {
  const other = useQuery(runQuery(against));
  const all = useQuery(snapshots);
  const schema = useQuery(trainingSettings);
  const [alike, setAlike] = useState(false);
  return (
    <Loaded query={other}>
      {(data) => {
        const left = describe(mine, all.data, schema.data);
        const right = describe(data, all.data, schema.data);
        const rows = [...new Set([...left.keys(), ...right.keys()])].map((name): Row => ({ name, mine: left.get(name) ?? '–', other: right.get(name) ?? '–' }));
        return (
          <div className="mt-3 space-y-2">
            <label className="flex gap-2 text-sm">
              <input type="checkbox" checked={alike} onChange={(event) => setAlike(event.target.checked)} />
              Also what is alike in the two
            </label>
            <Table
              caption={`Run ${mine.run.id} beside run ${against}`}
              columns={columns(mine.run.id, against)}
              rows={rows.filter((row) => alike || row.mine !== row.other)}
              rowKey={(row) => row.name}
              empty="The two are alike in everything."
            />
          </div>
        );
      }}
    </Loaded>
  );
}

const columns = (mine: number, other: number): Column<Row>[] => [
  { name: 'What', cell: (row) => <span className={row.mine === row.other ? 'quiet' : 'font-semibold'}>{row.name}</span>, value: (row) => row.name },
  { name: `Run ${mine}`, cell: (row) => row.mine, value: (row) => row.mine },
  { name: `Run ${other}`, cell: (row) => row.other, value: (row) => row.other },
  { name: 'Differs', cell: (row) => (row.mine === row.other ? '' : (change(row) ?? 'yes')), value: (row) => (row.mine === row.other ? 'no' : (change(row) ?? 'yes')), numeric: true },
];

// By how much a figure of the run is above or below the other's. A setting is another one, whichever is greater.
function change({ name, mine, other }: Row): string | null {
  if (!/^(Loss|Recall|NDCG)/.test(name)) return null;
  const [a, b] = [Number(mine), Number(other)];
  if (!Number.isFinite(a) || !Number.isFinite(b) || b === 0) return null;
  const by = (100 * (a - b)) / Math.abs(b);
  return `${by > 0 ? '+' : ''}${by.toFixed(1)} %`;
}

// All settings, also those that are alike in the two: which those are is what one wants to know. Then figures.
function describe({ run, bestEpoch, verdict }: SchemaRunDetailResponse, all: SchemaSnapshotsResponse | undefined, schema: SchemaTrainingSettingsResponse | undefined): Map<string, string> {
  const best = bestEpoch as { epoch: number; loss: number; valid: { 'recall@20': number; 'ndcg@20': number } | null } | null;
  const judged = verdict as { passed?: boolean } | null;
  const metrics = all?.snapshots.find((snapshot) => snapshot.version === run.snapshotVersion)?.metrics;
  const took = run.startedAt !== null && run.finishedAt !== null ? duration((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000) : null;
  const rows: [string, string | null | undefined][] = [
    ['Preset', run.preset],
    ...(schema === undefined ? Object.entries(run.settings) : wholeSettings(schema, run)),
    ['State', run.state],
    ['Data up to', run.watermark && localTime(run.watermark)],
    ['Took', took],
    ['Device', run.device],
    ['Best epoch', best && String(best.epoch)],
    ['Loss of it', best && figure(best.loss)],
    ['Recall@20 on validation', best && figure(best.valid?.['recall@20'])],
    ['NDCG@20 on validation', best && figure(best.valid?.['ndcg@20'])],
    ['Recall@20 of its test', metrics && figure(metrics['test.recall@20'])],
    ['NDCG@20 of its test', metrics && figure(metrics['test.ndcg@20'])],
    ['Good enough', judged && (judged.passed === true ? 'yes' : 'no')],
  ];
  return new Map(rows.filter((row): row is [string, string] => Boolean(row[1])));
}
