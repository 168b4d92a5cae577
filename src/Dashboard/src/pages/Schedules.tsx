import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ask } from '../api/client';
import { schedules } from '../api/queries';
import type { SchemaScheduleResponse } from '../api/schema';
import { clockIn, timeIn, viewersZone } from '../format';
import { Act } from '../parts/Act';
import { Card } from '../parts/Card';
import { Loaded } from '../parts/Loaded';
import { Needs, useMay } from '../parts/Needs';
import { Page } from '../parts/Page';
import { Table, type Column } from '../parts/Table';
import { writeSettings } from './runs/settings';
import { ScheduleForm } from './schedules/ScheduleForm';

/** When runs are asked for without anybody asking. */
export function Schedules() {
  const all = useQuery(schedules);
  const may = useMay('train');
  const navigate = useNavigate();
  const started = (run: number) => void navigate({ to: '/ui/runs/$run', params: { run: String(run) } });
  const [changed, setChanged] = useState<SchemaScheduleResponse | null>(null);
  return (
    <Page title="Schedules" lead={`At each of its times a schedule asks for a training run, unless one waits or works then. Times of your own clock are those of ${viewersZone}.`}>
      <Card title="All schedules">
        <Loaded query={all}>
          {(data) => (
            <Table
              caption="Schedules"
              columns={may ? [...columns, actions(setChanged, started)] : columns}
              rows={data.schedules}
              rowKey={(schedule) => schedule.name}
              empty={may ? 'There is none yet. Add one below, and what people do today is learnt tonight.' : 'There is none yet. Whoever has a key with the role train can add one.'}
            />
          )}
        </Loaded>
      </Card>
      <Card title={changed === null ? 'Add a schedule' : `Change ${changed.name}`} about={changed?.name}>
        <Needs role="train" to="To add or change a schedule">
          <ScheduleForm key={changed?.name} before={changed} taken={all.data?.schedules.map((schedule) => schedule.name) ?? []} onEnd={() => setChanged(null)} />
        </Needs>
      </Card>
    </Page>
  );
}

const columns: Column<SchemaScheduleResponse>[] = [
  { name: 'Name', cell: (schedule) => schedule.name, value: (schedule) => schedule.name },
  {
    name: 'When',
    cell: (schedule) => (
      <>
        <span className="font-mono whitespace-nowrap">{schedule.cron}</span>
        <span className="quiet block">{schedule.timeZone}</span>
      </>
    ),
    value: (schedule) => `${schedule.cron} ${schedule.timeZone}`,
  },
  { name: 'Next times', cell: (schedule) => <NextTimes schedule={schedule} />, value: (schedule) => schedule.nextTimes.join(' ') },
  {
    name: 'Trains with',
    cell: (schedule) => [schedule.preset, writeSettings(schedule.settings)].filter(Boolean).join(' '),
    value: (schedule) => [schedule.preset, writeSettings(schedule.settings)].filter(Boolean).join(' '),
  },
];

const actions = (change: (schedule: SchemaScheduleResponse) => void, started: (run: number) => void): Column<SchemaScheduleResponse> => ({
  name: 'Change',
  cell: (schedule) => (
    <span className="flex gap-1">
      <Act
        name="Run now"
        of={schedule.name}
        title={`Run ${schedule.name} now?`}
        yes="Ask for a run"
        act={() => ask(api.POST('/training/schedules/{id}/run', { params: { path: { id: schedule.name } } }))}
        changes={['runs']}
        done={(run) => started(run.id)}
      >
        <p>A worker trains with what the schedule names. If what it makes is better than what is served now, all users get that. Its own times stay as they are.</p>
      </Act>
      <button type="button" className="button" aria-label={`Change ${schedule.name}`} onClick={() => change(schedule)}>
        Change
      </button>
      <Act
        name="Delete"
        of={schedule.name}
        title={`Delete ${schedule.name}?`}
        yes="Delete it"
        act={() => ask(api.DELETE('/training/schedules/{id}', { params: { path: { id: schedule.name } } }))}
        changes={schedules.queryKey}
      >
        <p>It asks for no more runs. Those that it asked for stay, and what is served stays as it is until another run makes something better.</p>
      </Act>
    </span>
  ),
});

function NextTimes({ schedule }: { schedule: SchemaScheduleResponse }) {
  if (schedule.error !== null) return <span className="text-amber-900 dark:text-amber-200">{schedule.error}</span>;
  return (
    <ol>
      {schedule.nextTimes.map((time) => (
        <li key={time}>
          <span className="whitespace-nowrap">{timeIn(time, viewersZone)}</span>
          {schedule.timeZone !== viewersZone && <span className="quiet"> ({clockIn(time, schedule.timeZone)} there)</span>}
        </li>
      ))}
    </ol>
  );
}
