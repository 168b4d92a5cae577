import type { SchemaTuningResponse, SchemaTuningTrial } from '../../api/schema';
import { duration, figure } from '../../format';
import { Facts } from '../../parts/Facts';
import { Table, type Column } from '../../parts/Table';

/** How a run came to its settings: what it chose and why, and what it tried. */
export function Tuning({ tuning }: { tuning: SchemaTuningResponse }) {
  const { choice, trials } = tuning;
  return (
    <>
      {choice === null ? (
        <p>It still tries settings; {trials.length === 0 ? 'the defaults come first.' : `${trials.length} trials have ended.`}</p>
      ) : (
        <>
          <p className="mb-2">{choice.reason}</p>
          <Facts
            facts={[
              ['Settings', changes(choice.settings)],
              ['Tried for', `${duration(choice.seconds)} of ${duration(choice.budgetSeconds)}, earlier runs included`],
            ]}
          />
        </>
      )}
      {trials.length > 0 && <Table caption="Trials" columns={columns} rows={trials} rowKey={(trial) => trial.number} empty="" />}
    </>
  );
}

const changes = (settings: Record<string, string>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ') || 'the defaults';

const columns: Column<SchemaTuningTrial>[] = [
  { name: 'Trial', cell: (trial) => trial.number, value: (trial) => trial.number, numeric: true },
  { name: 'Recall@20', cell: (trial) => figure(trial.recall), value: (trial) => trial.recall, numeric: true },
  { name: 'NDCG@20', cell: (trial) => figure(trial.ndcg), value: (trial) => trial.ndcg, numeric: true },
  { name: 'Best epoch', cell: (trial) => `${trial.bestEpoch} of ${trial.epochs}`, value: (trial) => trial.bestEpoch, numeric: true },
  { name: 'Seconds', cell: (trial) => trial.seconds.toFixed(1), value: (trial) => trial.seconds, numeric: true },
  { name: 'Settings', cell: (trial) => trial.error ?? changes(trial.settings), value: (trial) => trial.error ?? changes(trial.settings) },
];
