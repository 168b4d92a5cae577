import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { nodes } from '../api/queries';
import type { SchemaNodeResponse } from '../api/schema';
import { ago, localTime } from '../format';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Page } from '../parts/Page';
import { Table, type Column } from '../parts/Table';
import { Warnings } from '../parts/Warnings';

/** The processes that the service is made of. */
export function Nodes() {
  const all = useQuery(nodes);
  return (
    <Page title="Nodes" lead="Every process of the service says every few seconds that it is there, and how it is.">
      <Loaded query={all}>
        {(data) => (
          <>
            <Warnings texts={troubles(data.nodes)} fine="There is a worker, and all processes that are alive agree." />
            <Card title="APIs">
              <Table caption="APIs" columns={apiColumns} rows={data.nodes.filter((node) => node.kind === 'api')} rowKey={(node) => node.id} empty="None has said that it is there." />
            </Card>
            <Card title="Workers">
              <Table
                caption="Workers"
                columns={workerColumns}
                rows={data.nodes.filter((node) => node.kind === 'worker')}
                rowKey={(node) => node.id}
                empty="There is none, so runs wait. Start one with ./kdiffe worker on a machine that reaches the database and the folder of the snapshots."
              />
            </Card>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function troubles(all: SchemaNodeResponse[]): string[] {
  const alive = all.filter((node) => node.alive);
  const apis = alive.filter((node) => node.kind === 'api');
  const versions = new Set(alive.map((node) => short(node.version)));
  const snapshots = new Set(apis.map((node) => node.snapshotVersion ?? 'none'));
  return [
    ...apis.filter((node) => node.degraded).map((node) => `The API on ${node.host}, process ${node.processId}: ${node.degraded}`),
    ...(alive.some((node) => node.kind === 'worker') ? [] : ['No worker is alive: runs wait until one is.']),
    ...(versions.size > 1 ? [`The processes are of different versions: ${[...versions].join(', ')}.`] : []),
    ...(snapshots.size > 1 ? [`The APIs serve different snapshots: ${[...snapshots].join(', ')}. After an activation that lasts seconds.`] : []),
  ];
}

const common: Column<SchemaNodeResponse>[] = [
  {
    name: 'Process',
    cell: (node) => (
      <>
        {node.host}
        <span className="quiet block text-xs">process {node.processId}</span>
      </>
    ),
    value: (node) => `${node.host} ${node.processId}`,
  },
  {
    name: 'Heard of',
    cell: (node) => (
      <span className={`whitespace-nowrap ${node.alive ? '' : 'font-semibold text-red-800 dark:text-red-300'}`}>
        {node.alive ? '' : 'silent: '}
        {ago(node.lastSeenAt)}
      </span>
    ),
    value: (node) => node.lastSeenAt,
  },
  { name: 'Started', cell: (node) => <span className="whitespace-nowrap" title={localTime(node.startedAt)}>{ago(node.startedAt)}</span>, value: (node) => node.startedAt },
  { name: 'Version', cell: (node) => <span title={node.version}>{short(node.version)}</span>, value: (node) => node.version },
];

// A version with the commit that it was built of, which seven digits tell.
const short = (version: string): string => version.replace(/\+(\w{7})\w+$/, '+$1');

const rate = (name: string, value: (node: SchemaNodeResponse) => number | null | undefined, digits: number): Column<SchemaNodeResponse> => ({
  name,
  cell: (node) => value(node)?.toFixed(digits) ?? '–',
  value: (node) => value(node) ?? null,
  numeric: true,
});

const apiColumns: Column<SchemaNodeResponse>[] = [
  ...common,
  { name: 'Serves', cell: (node) => <span className="font-mono whitespace-nowrap">{node.snapshotVersion ?? 'nothing yet'}</span>, value: (node) => node.snapshotVersion },
  rate('Requests/s', (node) => node.traffic?.requestsPerSecond, 1),
  rate('Errors/s', (node) => node.traffic?.errorsPerSecond, 2),
  rate('Half within, ms', (node) => node.traffic?.p50Milliseconds, 1),
  rate('95 % within, ms', (node) => node.traffic?.p95Milliseconds, 1),
];

const workerColumns: Column<SchemaNodeResponse>[] = [
  ...common,
  { name: 'Trains on', cell: (node) => node.device ?? '–', value: (node) => node.device },
  {
    name: 'Run',
    cell: (node) =>
      node.run === null ? (
        'none'
      ) : (
        <Link to="/ui/runs/$run" params={{ run: String(node.run) }} className="link">
          {node.run}
        </Link>
      ),
    value: (node) => node.run,
  },
];
