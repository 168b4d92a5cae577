import { useQuery } from '@tanstack/react-query';
import { recommendations, type Filters } from '../../api/queries';
import type { SchemaExplanation, SchemaRankedItem } from '../../api/schema';
import { Card } from '../../parts/Card';
import { Export, type Value } from '../../parts/Export';
import { Loaded } from '../../parts/Loaded';
import { Connections } from './Connections';
import { ItemLink } from './ItemLink';
import { sources } from './sources';

// As many as fit into a picture.
const pictured = 6;

/** What a user gets, and why. */
export function Recommended({ user, filters }: { user: string; filters: Filters }) {
  const answer = useQuery(recommendations(user, filters));
  return (
    <Card title={`What ${user} gets`} aside={answer.data && <span className="quiet text-sm">by {answer.data.snapshotVersion}</span>}>
      <Loaded query={answer}>
        {(data) => (
          <>
            {data.degraded && <p role="status">The database is away or another snapshot answers: the newest changes may be missing.</p>}
            {data.items.length === 0 ? (
              <p className="quiet">Nothing is left that these filters allow and that they have not seen.</p>
            ) : (
              <>
                <p className="quiet mb-2 text-sm">Ranked by {sources[data.source]}.</p>
                <ol className="space-y-2">
                  {data.items.map((item, k) => (
                    <Item key={item.id} item={item} rank={k + 1} mixed={item.source !== data.source} />
                  ))}
                </ol>
                <Export name={`What ${user} gets`} columns={columns} rows={data.items} />
              </>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}

const columns: Value<SchemaRankedItem>[] = [
  { name: 'Item', value: (item) => item.id },
  { name: 'Name', value: (item) => item.name },
  { name: 'Score', value: (item) => item.score },
  { name: 'Source', value: (item) => item.source },
];

/** What connects the first of what a user gets with what they did. */
export function Why({ user, filters }: { user: string; filters: Filters }) {
  const answer = useQuery(recommendations(user, filters));
  return (
    <Card title="What connects the two">
      <Loaded query={answer}>{(data) => <Connections items={data.items.slice(0, pictured)} />}</Loaded>
    </Card>
  );
}

function Item({ item, rank, mixed }: { item: SchemaRankedItem; rank: number; mixed: boolean }) {
  return (
    <li className="border-b border-slate-200 pb-2 dark:border-slate-800">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="quiet w-6 text-right tabular-nums">{rank}</span>
        <ItemLink id={item.id} name={item.name} />
        <span className="quiet ml-auto text-sm tabular-nums">
          {item.score?.toFixed(3)}
          {mixed && `, by ${sources[item.source]}`}
        </span>
      </div>
      {item.because && <Reasons because={item.because} item={item} />}
    </li>
  );
}

function Reasons({ because, item }: { because: SchemaExplanation; item: SchemaRankedItem }) {
  const liked = because.likedItems.slice(0, 5);
  if (liked.length === 0 && because.entities.length === 0) return null;
  return (
    <details className="ml-9 text-sm">
      <summary>Why</summary>
      {liked.length > 0 && (
        <ul className="my-1">
          {liked.map((past) => (
            <li key={past.id} className="flex gap-3">
              <ItemLink id={past.id} name={past.name} />
              <span className="quiet ml-auto tabular-nums">{past.share.toFixed(3)}</span>
            </li>
          ))}
          <li className="quiet flex gap-3">
            <span>Other items they like, and what the model has learnt of them</span>
            <span className="ml-auto tabular-nums">{(because.otherItems + because.profile + rest(because, liked.length)).toFixed(3)}</span>
          </li>
        </ul>
      )}
      {because.entities.length > 0 && <Connections items={[item]} />}
    </details>
  );
}

// What stands in the explanation beyond the items that are shown.
const rest = (because: SchemaExplanation, shown: number) => because.likedItems.slice(shown).reduce((sum, past) => sum + past.share, 0);
