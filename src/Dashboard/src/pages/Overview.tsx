import { useQuery } from '@tanstack/react-query';
import { health, offlineMetrics, runs, snapshots } from '../api/queries';
import type { SchemaHealthResponse, SchemaSnapshotsResponse } from '../api/schema';
import { ago, figure, localTime } from '../format';
import { Card } from '../parts/Card';
import { Fact } from '../parts/Fact';
import { Loaded } from '../parts/Loaded';
import { Page } from '../parts/Page';
import { RunLine } from '../parts/RunLine';
import { Warnings } from '../parts/Warnings';
import { Quality } from './overview/Quality';
import { Traffic } from './overview/Traffic';
import { Volumes } from './overview/Volumes';
import { extension } from './snapshots/extension';

/** What is served, how good it is, and what is running. */
export function Overview() {
  const state = useQuery(health);
  const all = useQuery(snapshots);
  const metrics = useQuery(offlineMetrics);
  const last = useQuery(runs(1));
  return (
    <Page title="Overview">
      <Loaded query={state}>{(data) => <Troubles health={data} />}</Loaded>
      <Card title="Served now">
        <Loaded query={all}>{(data) => <Served all={data} />}</Loaded>
      </Card>
      <Traffic />
      <Card title="How good the snapshots are">
        <Loaded query={metrics}>{(data) => <Quality rows={data} />}</Loaded>
      </Card>
      <Card title="Last training run">
        <Loaded query={last}>
          {({ runs: [run] }) => (run === undefined ? <p className="quiet">Nothing was trained yet. Load data, then ask for a run.</p> : <RunLine run={run} />)}
        </Loaded>
      </Card>
      <Volumes />
    </Page>
  );
}

function Troubles({ health }: { health: SchemaHealthResponse }) {
  const troubles = [
    health.degraded,
    // What it does without may be just that.
    health.lastRefusal && !health.degraded?.includes(health.lastRefusal.version) && `Snapshot ${health.lastRefusal.version} was to be served and was refused: ${health.lastRefusal.reason}`,
    health.snapshotVersion === null && 'No snapshot is served yet, so there are no recommendations.',
  ].filter((text): text is string => Boolean(text));
  return <Warnings texts={troubles} fine="Everything works." />;
}

// Only some runs train a LightGCN to compare with.
function baselines(metrics: Record<string, number>, name: string) {
  const popular = `most popular: ${figure(metrics[`most_popular.${name}`])}`;
  const lightGcn = metrics[`light_gcn.${name}`];
  return lightGcn === undefined ? popular : `${popular}, LightGCN: ${figure(lightGcn)}`;
}

function Served({ all }: { all: SchemaSnapshotsResponse }) {
  const served = all.snapshots.find((snapshot) => snapshot.version === all.served);
  if (served === undefined) return <p className="quiet">No snapshot is served. One that was trained and is good enough is served by itself.</p>;
  const { metrics } = served;
  return (
    <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Fact name="Snapshot" note={extension(served) ?? `of ${served.dataset}`}>
        {served.version}
      </Fact>
      <Fact name="Trained" note={localTime(served.createdAt)}>
        {ago(served.createdAt)}
      </Fact>
      <Fact name="Recall@20" note={baselines(metrics, 'recall@20')}>
        {figure(metrics['test.recall@20'])}
      </Fact>
      <Fact name="NDCG@20" note={baselines(metrics, 'ndcg@20')}>
        {figure(metrics['test.ndcg@20'])}
      </Fact>
    </dl>
  );
}
