import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask } from '../../api/client';
import { Failure } from '../../parts/Failure';

/** Asks for a run with a preset and settings on top of it. A setting that is wrong is named by the service, with what it may be. */
export function StartRun({ onStarted }: { onStarted: (run: number) => void }) {
  const queries = useQueryClient();
  const [preset, setPreset] = useState('default');
  const [settings, setSettings] = useState('');
  const start = useMutation({
    mutationFn: async () => ask(api.POST('/training/runs', { params: { query: { queue: true } }, body: { preset, settings: read(settings) } })),
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
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-[10rem_1fr_auto] sm:items-end">
      <label className="space-y-1 text-sm">
        <span className="block">Preset</span>
        <select className="field w-full" value={preset} onChange={(event) => setPreset(event.target.value)}>
          <option>default</option>
          <option>paper</option>
        </select>
      </label>
      <label className="space-y-1 text-sm">
        <span className="block">Settings on top of it, with spaces between them</span>
        <input className="field w-full font-mono" placeholder="KDiffE:Epochs=20 KDiffE:Seed=7" value={settings} onChange={(event) => setSettings(event.target.value)} />
      </label>
      <button type="submit" className="button button-main" disabled={start.isPending}>
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

function read(text: string): Record<string, string> {
  const words = text.split(/\s+/).filter(Boolean);
  const wrong = words.find((word) => !/^[^=]+=./.test(word));
  if (wrong !== undefined) throw new Error(`'${wrong}' is no setting: write a name, '=' and a value, as in KDiffE:Epochs=20.`);
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}
