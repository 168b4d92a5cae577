import type { SchemaRunResponse } from '../api/schema';
import { ago, duration } from '../format';

/** Where a run stands, in a sentence or two. */
export function RunLine({ run }: { run: SchemaRunResponse }) {
  return (
    <div className="space-y-1">
      <p>
        Run {run.id} {describe(run)}.
      </p>
      {run.state === 'running' && (
        <progress className="w-full" max={100} value={run.percent} aria-label={`Progress of run ${run.id}`}>
          {run.percent} %
        </progress>
      )}
      {run.error && <p className="text-amber-900 dark:text-amber-200">{run.error}</p>}
    </div>
  );
}

function describe(run: SchemaRunResponse): string {
  if (run.state === 'running') {
    const epoch = run.epoch !== null && run.epochs !== null ? `, epoch ${run.epoch} of at most ${run.epochs}` : '';
    const rest = run.etaSeconds === null ? '' : `, at most ${duration(run.etaSeconds)} more`;
    return `is ${run.phase ?? 'starting'}${epoch}${rest}`;
  }
  const end = run.finishedAt ?? run.createdAt;
  return `${run.state === 'queued' ? 'waits for a worker, asked for' : `is ${run.state},`} ${ago(end)}`;
}
