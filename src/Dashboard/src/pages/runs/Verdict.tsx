import { figure } from '../../format';

interface Figures {
  recall?: number;
  ndcg?: number;
}

/** What the quality gate decided of the snapshot of a run, and by which figures. */
export function Verdict({ verdict }: { verdict: Record<string, unknown> }) {
  const reason = (verdict['reason'] ?? verdict['notCompared']) as string | null | undefined;
  const comparison = verdict['comparison'] as { version?: string; candidate?: Figures; active?: Figures } | null | undefined;
  const rows: [string, Figures | undefined][] = [
    ['This one, on all rows that were held out', verdict['candidate'] as Figures | undefined],
    ['The most popular items, on the same', verdict['mostPopular'] as Figures | undefined],
    ['This one, on what neither knew', comparison?.candidate],
    [`The one that was served${comparison?.version ? `, ${comparison.version}` : ''}, on the same`, comparison?.active],
  ];
  return (
    <>
      <p className="font-semibold">{verdict['passed'] === true ? 'Yes: it may be served.' : 'No: it is kept, but not served.'}</p>
      {reason && <p>{reason}</p>}
      <table className="mt-2 w-full text-left text-sm">
        <caption className="sr-only">What the gate compared</caption>
        <thead>
          <tr>
            <th scope="col">Ranking</th>
            <th scope="col" className="text-right">
              Recall@20
            </th>
            <th scope="col" className="text-right">
              NDCG@20
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(
            ([name, figures]) =>
              figures && (
                <tr key={name} className="border-t border-slate-200 dark:border-slate-800">
                  <th scope="row" className="py-1 font-normal">
                    {name}
                  </th>
                  <td className="text-right tabular-nums">{figure(figures.recall)}</td>
                  <td className="text-right tabular-nums">{figure(figures.ndcg)}</td>
                </tr>
              ),
          )}
        </tbody>
      </table>
    </>
  );
}
