import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { Failure } from '../../parts/Failure';
import { Arguments, readSettings } from './Arguments';

/** Asks for a run with a preset and settings on top of it. */
export function StartRun({ onStarted }: { onStarted: (run: number) => void }) {
  const queries = useQueryClient();
  const [trained, setTrained] = useState({ preset: 'default', settings: '' });
  const start = useMutation({
    mutationFn: async () => ask(api.POST('/training/runs', { params: { query: { queue: true } }, body: { preset: trained.preset, settings: readSettings(trained.settings) } })),
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
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-[10rem_1fr_auto] sm:items-start">
      <Arguments value={trained} onChange={setTrained} />
      <button type="submit" className="button button-main sm:mt-6" disabled={start.isPending}>
        Start
      </button>
      <p className="quiet text-sm sm:col-span-3">It waits where another one is being trained. What it makes is served by itself if it is better than what is served now.</p>
      {start.isError && (
        <div className="sm:col-span-3">
          <Failure error={start.error} />
        </div>
      )}
    </form>
  );
}
