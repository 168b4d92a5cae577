import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { traffic } from '../../api/queries';
import type { SchemaTrafficResponse } from '../../api/schema';
import { percent } from '../../format';
import { Card } from '../../parts/Card';
import { Fact } from '../../parts/Fact';
import { Loaded } from '../../parts/Loaded';

/** What is asked of all APIs, how fast they answer, and by what. */
export function Traffic() {
  const now = useQuery(traffic);
  return (
    <Card
      title="Asked now"
      aside={
        <Link to="/ui/nodes" className="link text-sm">
          By process
        </Link>
      }
    >
      <Loaded query={now}>{(data) => <Figures traffic={data} />}</Loaded>
    </Card>
  );
}

function Figures({ traffic }: { traffic: SchemaTrafficResponse }) {
  const milliseconds = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} ms`);
  return (
    <>
      <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Fact name="Requests" note={`in the last ${traffic.seconds} s, by ${traffic.nodes} ${traffic.nodes === 1 ? 'API' : 'APIs'}`}>
          {traffic.requestsPerSecond.toFixed(traffic.requestsPerSecond < 1 ? 2 : 1)} per s
        </Fact>
        <Fact name="Half of them within">{milliseconds(traffic.p50Milliseconds)}</Fact>
        <Fact name="95 % of them within">{milliseconds(traffic.p95Milliseconds)}</Fact>
        <Fact name="Failed" note={traffic.errorsPerSecond > 0 ? 'see the log of the API' : 'none'}>
          {traffic.errorsPerSecond.toFixed(2)} per s
        </Fact>
      </dl>
      <Shares answers={traffic.answers} />
    </>
  );
}

const parts = [
  { name: 'model', what: 'the model', fill: 'fill-indigo-600 dark:fill-indigo-400' },
  { name: 'fold_in', what: 'the model, from what they did since', fill: 'fill-amber-600 dark:fill-amber-400' },
  { name: 'popular', what: 'what many like', fill: 'fill-emerald-700 dark:fill-emerald-400' },
  { name: 'latest', what: 'what came last', fill: 'fill-rose-700 dark:fill-rose-400' },
  { name: 'graph', what: 'the knowledge graph', fill: 'fill-slate-500' },
] as const;

// By what answers were ranked, as a bar and in words.
function Shares({ answers }: { answers: SchemaTrafficResponse['answers'] }) {
  const shares = parts.map((part) => ({ ...part, count: answers[part.name] }));
  const all = shares.reduce((sum, part) => sum + part.count, 0);
  if (all === 0) return <p className="quiet mt-3 text-sm">Nobody asked in the last minute. Try it asks as a user would.</p>;
  let x = 0;
  return (
    <div className="mt-4 space-y-2">
      <svg viewBox="0 0 100 3" preserveAspectRatio="none" className="h-3 w-full" aria-hidden="true">
        {shares.map((part) => {
          const width = (100 * part.count) / all;
          x += width;
          return <rect key={part.what} x={x - width} width={width} height={3} className={part.fill} />;
        })}
      </svg>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {shares
          .filter((part) => part.count > 0)
          .map((part) => (
            <li key={part.what} className="flex items-center gap-1.5">
              <svg viewBox="0 0 1 1" className="size-3" aria-hidden="true">
                <rect width={1} height={1} className={part.fill} />
              </svg>
              {percent(part.count / all)} by {part.what}
            </li>
          ))}
      </ul>
    </div>
  );
}
