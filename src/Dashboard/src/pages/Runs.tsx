import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { runs } from '../api/queries';
import type { SchemaRunResponse } from '../api/schema';
import { ago, duration, localTime } from '../format';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Needs } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Pager } from '../parts/Pager';
import { outcome } from '../parts/RunLine';
import { Table, type Column } from '../parts/Table';
import { StartRun } from './runs/StartRun';

/** Training runs, and a place to ask for one. */
export function Runs() {
  const { before } = useSearch({ from: '/ui/runs' });
  const navigate = useNavigate({ from: '/ui/runs' });
  const page = useQuery({ ...runs(20, before), placeholderData: keepPreviousData });
  return (
    <Page title="Training runs">
      <Card title="Start a run">
        <Needs role="train" to="To start a run">
          <StartRun onStarted={(run) => void navigate({ to: '/ui/runs/$run', params: { run: String(run) } })} />
        </Needs>
      </Card>
      <Card title={before === undefined ? 'Latest runs' : `Runs before ${before}`}>
        <Loaded query={page}>
          {(data) => (
            <>
              <Table caption="Training runs" columns={columns} rows={data.runs} rowKey={(run) => run.id} empty="Nothing was trained yet. Load data, then start a run." />
              <Pager before={before} next={data.before} />
            </>
          )}
        </Loaded>
      </Card>
    </Page>
  );
}

const columns: Column<SchemaRunResponse>[] = [
  {
    name: 'Run',
    cell: (run) => (
      <Link to="/ui/runs/$run" params={{ run: String(run.id) }} className="link">
        {run.id}
      </Link>
    ),
    value: (run) => run.id,
  },
  { name: 'State', cell: (run) => (run.state === 'running' ? `running, ${run.percent} %` : outcome(run)), value: outcome },
  { name: 'Asked for', cell: (run) => <span title={localTime(run.createdAt)}>{ago(run.createdAt)}</span>, value: (run) => run.createdAt },
  { name: 'Took', cell: took, value: took },
  { name: 'Settings', cell: settings, value: settings },
  { name: 'Snapshot', cell: (run) => <span className="font-mono whitespace-nowrap">{run.snapshotVersion ?? '–'}</span>, value: (run) => run.snapshotVersion },
  { name: 'Why', cell: (run) => <span className="block max-w-80">{run.error}</span>, value: (run) => run.error },
];

function took(run: SchemaRunResponse): string {
  return run.startedAt === null || run.finishedAt === null ? '–' : duration((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000);
}

function settings(run: SchemaRunResponse): string {
  return [run.preset, ...Object.entries(run.settings).map(([name, value]) => `${name}=${value}`)].join(' ');
}
