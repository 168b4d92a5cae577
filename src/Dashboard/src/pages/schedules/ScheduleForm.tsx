import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { api, ask, Problem } from '../../api/client';
import { schedules, trainingSettings } from '../../api/queries';
import type { SchemaScheduleResponse } from '../../api/schema';
import { timeIn, viewersZone } from '../../format';
import { Failure } from '../../parts/Failure';
import { Field } from '../../parts/Field';
import { Arguments, refusedSetting, useSendable } from '../runs/Arguments';
import { plain } from '../runs/settings';

const zones = Intl.supportedValuesOf('timeZone');

/** Adds a schedule, or changes the one that there was before. */
export function ScheduleForm({ before, taken, onEnd }: { before: SchemaScheduleResponse | null; taken: string[]; onEnd: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState(before?.name ?? '');
  const [cron, setCron] = useState(before?.cron ?? '0 3 * * *');
  const [timeZone, setTimeZone] = useState(before?.timeZone ?? viewersZone);
  const [trained, setTrained] = useState(before === null ? plain : { preset: before.preset, settings: before.settings });
  const schema = useQuery(trainingSettings).data;
  const sendable = useSendable(trained);
  const set = useMutation({
    mutationFn: () => ask(api.PUT('/training/schedules/{id}', { params: { path: { id: name } }, body: { cron, timeZone, ...trained } })),
    onSuccess: async () => {
      if (before === null) setName('');
      await queries.invalidateQueries({ queryKey: schedules.queryKey });
      onEnd();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  const replaces = before === null && taken.includes(name);
  const wrongTimes = set.error instanceof Problem && set.error.type === '/errors/invalid-schedule' ? set.error.message : null;
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 lg:items-start">
      <Field name="Name" note="Letters, digits, - and _" error={replaces ? 'There is one of this name: choose another, or change that one.' : null}>
        {(ids) => (
          <input {...ids} className="field w-full" required pattern="[A-Za-z0-9_\-]+" placeholder="nightly" disabled={before !== null} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Field name="When (cron)" note="Minute, hour, day of month, month, day of week: 0 3 * * * is every night at three" error={wrongTimes}>
        {(ids) => <input {...ids} className="field w-full font-mono" required value={cron} onChange={(event) => setCron(event.target.value)} />}
      </Field>
      <Field name="On the clock of" note={`It is ${timeIn(new Date().toISOString(), zones.includes(timeZone) ? timeZone : 'UTC')} there`}>
        {(ids) => (
          <>
            <input {...ids} className="field w-full" required list="zones" value={timeZone} onChange={(event) => setTimeZone(event.target.value)} />
            <datalist id="zones">
              {zones.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <div className="sm:col-span-full">
        <Arguments value={trained} onChange={setTrained} error={set.error} />
      </div>
      <p className="flex gap-2 self-end">
        <button type="submit" className="button button-main" disabled={set.isPending || replaces || !sendable}>
          {before === null ? 'Add it' : 'Change it'}
        </button>
        {before !== null && (
          <button type="button" className="button" onClick={onEnd}>
            Leave it as it is
          </button>
        )}
      </p>
      {set.isError && wrongTimes === null && refusedSetting(set.error, schema) === undefined && (
        <div className="sm:col-span-full">
          <Failure error={set.error} />
        </div>
      )}
    </form>
  );
}
