import { useQuery } from '@tanstack/react-query';
import { item as itemQuery, similarItems } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Loaded } from '../../parts/Loaded';
import { Table } from '../../parts/Table';
import { ItemLink } from './ItemLink';
import { sources } from './sources';

/** What an item is like. */
export function Similar({ item }: { item: string }) {
  const found = useQuery(itemQuery(item));
  const answer = useQuery(similarItems(item));
  const name = found.data?.name ?? item;
  return (
    <Card title={`Items like ${name}`} aside={found.data && <span className="quiet text-sm">{found.data.categories.join(', ')}</span>}>
      <Loaded query={answer}>
        {(data) => (
          <Table
            caption={`Items like ${name}`}
            columns={[
              { name: 'Item', cell: (other) => <ItemLink id={other.id} name={other.name} />, value: (other) => other.id },
              { name: 'Score', cell: (other) => other.score?.toFixed(3), value: (other) => other.score, numeric: true },
              { name: 'By', cell: (other) => sources[other.source], value: (other) => other.source },
            ]}
            rows={data.items}
            rowKey={(other) => other.id}
            empty="There is none that is like it."
          />
        )}
      </Loaded>
    </Card>
  );
}
