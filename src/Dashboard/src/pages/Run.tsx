import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { api, ask } from '../api/client';
import { run as runQuery } from '../api/queries';
import type { SchemaRunEpochEvent, SchemaRunResponse } from '../api/schema';
import { duration, figure, localTime } from '../format';
import { Act } from '../parts/Act';
import { Card } from '../parts/Card';
import { Chart } from '../parts/Chart';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { useMay } from '../parts/Needs';
import { Page } from '../parts/Page';
import { RunLine } from '../parts/RunLine';
import { Table, type Column } from '../parts/Table';
import { Comparison } from './runs/Comparison';
import { Log } from './runs/Log';
import { Tuning } from './runs/Tuning';
import { useEpochs } from './runs/useEpochs';
import { Verdict } from './runs/Verdict';

/** One training run, as it goes. */
export function Run() {
  const id = Number(useParams({ from: '/ui/runs/$run' }).run);
  const { against } = useSearch({ from: '/ui/runs/$run' });
  const navigate = useNavigate({ from: '/ui/runs/$run' });
  const detail = useQuery(runQuery(id));
  const epochs = useEpochs(id, detail.data?.run.finishedAt == null);
  return (
    <Page title={`Run ${id}`}>
      <Loaded query={detail}>
        {(data) => (
          <>
            <Card title="State" aside={<Cancel run={data.run} />}>
              <RunLine run={data.run} />
              <Details run={data.run} />
            </Card>
            {data.tuning !== null && (
              <Card title="Which settings?">
                <Tuning tuning={data.tuning} />
              </Card>
            )}
            <Card title="Epochs">
              <Epochs epochs={epochs} />
            </Card>
            {data.verdict !== null && (
              <Card title="Is it good enough?">
                <Verdict verdict={data.verdict as Record<string, unknown>} />
              </Card>
            )}
            <Log run={data.run} />
            <Comparison detail={data} against={against} choose={(run) => void navigate({ search: run === undefined ? {} : { against: run }, resetScroll: false })} />
          </>
        )}
      </Loaded>
      <p>
        <Link to="/ui/runs" className="link">
          All runs
        </Link>
      </p>
    </Page>
  );
}

function Details({ run }: { run: SchemaRunResponse }) {
  const facts: [string, string | null][] = [
    ['Settings', [run.preset, ...Object.entries(run.settings).map(([name, value]) => `${name}=${value}`)].join(' ')],
    ['Asked for', localTime(run.createdAt)],
    ['Data up to', run.watermark && localTime(run.watermark)],
    ['Worker', run.worker && `${run.worker} on ${run.device ?? 'a device not yet known'}, attempt ${run.attempt}`],
    ['Last heard of', run.heartbeatAgeSeconds === null ? null : `${duration(run.heartbeatAgeSeconds)} ago`],
    ['Snapshot', run.snapshotVersion],
  ];
  return (
    <div className="mt-3">
      <Facts facts={facts} />
    </div>
  );
}

function Cancel({ run }: { run: SchemaRunResponse }) {
  const may = useMay('train');
  if (!may || run.finishedAt !== null) return null;
  if (run.cancelRequested) return <span className="quiet text-sm">It was asked to stop.</span>;
  return (
    <Act
      name="Cancel"
      title={`Cancel run ${run.id}?`}
      yes="Cancel the run"
      act={() => ask(api.POST('/training/runs/{run}/cancel', { params: { path: { run: run.id } } }))}
      changes={['runs']}
    >
      <p>What it has learnt so far is lost, and it makes no snapshot. What is served stays as it is.</p>
    </Act>
  );
}

function Epochs({ epochs }: { epochs: SchemaRunEpochEvent[] }) {
  const last = epochs.at(-1);
  if (last === undefined) return <p className="quiet">No epoch has ended yet. Each one shows here as it does.</p>;
  const x = epochs.map((epoch) => epoch.epoch);
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-2">
        <Chart label={`Loss by epoch; of epoch ${last.epoch} it is ${figure(last.loss)}.`} xName="Epoch" x={x} lines={[{ name: 'Loss', values: epochs.map((epoch) => epoch.loss) }]} />
        <Chart
          label="Recall and NDCG on the validation part by epoch"
          xName="Epoch"
          x={x}
          lines={[
            { name: 'Recall@20', values: epochs.map((epoch) => epoch.valid?.['recall@20'] ?? null) },
            { name: 'NDCG@20', values: epochs.map((epoch) => epoch.valid?.['ndcg@20'] ?? null) },
          ]}
        />
      </div>
      <details className="mt-3">
        <summary className="text-sm">The figures of all {epochs.length} epochs</summary>
        <Table caption="Epochs" columns={columns} rows={epochs} rowKey={(epoch) => epoch.epoch} empty="" />
      </details>
    </>
  );
}

const number = (name: string, value: (epoch: SchemaRunEpochEvent) => number | null | undefined): Column<SchemaRunEpochEvent> => ({
  name,
  cell: (epoch) => figure(value(epoch)),
  value: (epoch) => value(epoch) ?? null,
  numeric: true,
});

const columns: Column<SchemaRunEpochEvent>[] = [
  { name: 'Epoch', cell: (epoch) => epoch.epoch, value: (epoch) => epoch.epoch, numeric: true },
  number('Loss', (epoch) => epoch.loss),
  number('Ranking', (epoch) => epoch.bpr),
  number('Contrastive', (epoch) => epoch.contrastive),
  number('Diffusion', (epoch) => epoch.diffusion),
  number('Recall@20', (epoch) => epoch.valid?.['recall@20']),
  number('NDCG@20', (epoch) => epoch.valid?.['ndcg@20']),
  { name: 'Seconds', cell: (epoch) => epoch.seconds.toFixed(1), value: (epoch) => epoch.seconds, numeric: true },
];
