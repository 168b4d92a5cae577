import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { runLog } from '../../api/queries';
import type { SchemaRunResponse } from '../../api/schema';
import { Card } from '../../parts/Card';
import { Export } from '../../parts/Export';
import { Loaded } from '../../parts/Loaded';

// A run keeps no more than the last of them.
const steps = [200, 1000, 2100];

interface Line {
  at: string;
  level: string;
  message: string;
}

/** The last that a run wrote to its log; it stays at the end while the run goes on, unless one reads further up. */
export function Log({ run }: { run: SchemaRunResponse }) {
  const [n, setN] = useState(steps[0] ?? 200);
  const log = useQuery(runLog(run.id, n, run.finishedAt));
  const more = steps.find((step) => step > n);
  return (
    <Card
      title="Log"
      aside={
        more !== undefined &&
        log.data?.lines.length === n && (
          <button type="button" className="button" onClick={() => setN(more)}>
            Show {more} lines
          </button>
        )
      }
    >
      <Loaded query={log}>
        {({ lines }) => (lines.length === 0 ? <p className="quiet">Nothing yet: it begins when a worker takes the run, and is kept for as long as the run is.</p> : <Lines run={run.id} lines={lines} />)}
      </Loaded>
    </Card>
  );
}

function Lines({ run, lines }: { run: number; lines: Line[] }) {
  const place = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    if (place.current && atEnd.current) place.current.scrollTop = place.current.scrollHeight;
  }, [lines]);
  return (
    <>
      <div
        ref={place}
        onScroll={({ currentTarget: box }) => (atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 20)}
        tabIndex={0}
        role="log"
        aria-label={`Log of run ${run}`}
        className="max-h-96 overflow-auto rounded bg-slate-100 p-2 font-mono text-xs dark:bg-slate-950"
      >
        {lines.map((line, k) => (
          <p key={k} className={`break-words whitespace-pre-wrap ${colours[line.level.toLowerCase()] ?? ''}`}>
            <span className="quiet">{new Date(line.at).toLocaleTimeString('en-GB')}</span> {line.message}
          </p>
        ))}
      </div>
      <Export
        name={`Log of run ${run}`}
        columns={[
          { name: 'At', value: (line) => line.at },
          { name: 'Level', value: (line) => line.level },
          { name: 'Message', value: (line) => line.message },
        ]}
        rows={lines}
      />
    </>
  );
}

const colours: Record<string, string> = {
  warning: 'text-amber-900 dark:text-amber-200',
  error: 'text-red-800 dark:text-red-300',
  critical: 'text-red-800 dark:text-red-300 font-semibold',
};
