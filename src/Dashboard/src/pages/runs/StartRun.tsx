import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { trainingSettings } from '../../api/queries';
import { Failure } from '../../parts/Failure';
import { Arguments, refusedSetting, useSendable } from './Arguments';
import { plain } from './settings';

/** Asks for a run with a preset and settings on top of it. */
export function StartRun({ onStarted }: { onStarted: (run: number) => void }) {
  const queries = useQueryClient();
  const schema = useQuery(trainingSettings).data;
  const [trained, setTrained] = useState(plain);
  const sendable = useSendable(trained);
  const start = useMutation({
    mutationFn: () => ask(api.POST('/training/runs', { params: { query: { queue: true } }, body: trained })),
    onSuccess: async (run) => {
      await queries.invalidateQueries({ queryKey: ['runs'] });
      onStarted(run.id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-3">
      <Arguments value={trained} onChange={setTrained} error={start.error} />
      {start.isError && refusedSetting(start.error, schema) === undefined && <Failure error={start.error} />}
      <div className="flex flex-wrap items-center gap-3">
        <button type="submit" className="button button-main" disabled={start.isPending || !sendable}>
          Start
        </button>
        <p className="quiet text-sm">It waits where another one is being trained. What it makes is served by itself if it is better than what is served now.</p>
      </div>
    </form>
  );
}
