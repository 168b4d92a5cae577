import { Link } from '@tanstack/react-router';
import type { SchemaRunResponse, SchemaRunState } from '../api/schema';
import { ago, duration } from '../format';

/** Where a run stands, in a sentence or two. */
export function RunLine({ run }: { run: SchemaRunResponse }) {
  return (
    <div className="space-y-1">
      <p>
        <Link to="/ui/runs/$run" params={{ run: String(run.id) }} className="link">
          Run {run.id}
        </Link>{' '}
        {describe(run)}.
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

/** What became of a run: one that succeeded and made a snapshot that is not good enough was refused. */
export function outcome(run: SchemaRunResponse): SchemaRunState | 'refused' {
  return run.state === 'succeeded' && run.error !== null ? 'refused' : run.state;
}

const outcomes: Record<Exclude<ReturnType<typeof outcome>, 'running'>, string> = {
  queued: 'waits for a worker, asked for',
  succeeded: 'succeeded',
  refused: 'was refused, what was served before still is; it ended',
  failed: 'failed',
  cancelled: 'was cancelled',
  skipped: 'was skipped',
};

function describe(run: SchemaRunResponse): string {
  const state = outcome(run);
  if (state === 'running') {
    const epoch = run.epoch !== null && run.epochs !== null ? `, epoch ${run.epoch} of at most ${run.epochs}` : '';
    const rest = run.etaSeconds === null ? '' : `, at most ${duration(run.etaSeconds)} more`;
    return `is ${run.phase ?? 'starting'}${epoch}${rest}`;
  }
  return `${outcomes[state]} ${ago(run.finishedAt ?? run.createdAt)}`;
}
