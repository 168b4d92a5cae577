import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { stored } from '../../api/queries';
import { ago, count, localTime } from '../../format';
import { Card } from '../../parts/Card';
import { Fact } from '../../parts/Fact';
import { Loaded } from '../../parts/Loaded';

/** How much there is to learn from, and how new it is. */
export function Volumes() {
  const data = useQuery(stored);
  return (
    <Card
      title="Learnt from"
      aside={
        <Link to="/ui/data" className="link text-sm">
          All data
        </Link>
      }
    >
      <Loaded query={data}>
        {({ users, items, interactions, triples, newestInteractionAt }) => (
          <dl className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            <Fact name="Users">{many(users)}</Fact>
            <Fact name="Items" note={`${many(triples)} triples about them`}>
              {many(items)}
            </Fact>
            <Fact name="Interactions">{many(interactions)}</Fact>
            <Fact name="Newest of them" note={newestInteractionAt && localTime(newestInteractionAt)}>
              {newestInteractionAt === null ? 'none has a time' : ago(newestInteractionAt)}
            </Fact>
          </dl>
        )}
      </Loaded>
    </Card>
  );
}

/** How many there are; about so many where it is an estimate. */
export const many = (rows: { count: number; exact: boolean }): string => (rows.exact ? '' : 'about ') + count(rows.count);
