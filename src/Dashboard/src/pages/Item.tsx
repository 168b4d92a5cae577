import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { item as itemQuery } from '../api/queries';
import type { SchemaStoredItem } from '../api/schema';
import { localTime } from '../format';
import { Card } from '../parts/Card';
import { Facts } from '../parts/Facts';
import { Loaded } from '../parts/Loaded';
import { Page } from '../parts/Page';
import { Neighbours } from './try/Neighbours';

/** An item: what is stored of it, and what it is like. */
export function Item() {
  const { id } = useSearch({ from: '/ui/item' });
  return id === undefined ? (
    <Page title="Item">
      <p className="quiet">The address names no item: it ends with ?id= and the item’s id. Items under Try it lead here.</p>
    </Page>
  ) : (
    <One id={id} />
  );
}

function One({ id }: { id: string }) {
  const stored = useQuery(itemQuery(id));
  return (
    <Page title={stored.data?.name ?? id}>
      <Card title="What is stored">
        <Loaded query={stored}>{(data) => <Stored item={data} />}</Loaded>
      </Card>
      <Neighbours item={id} />
    </Page>
  );
}

function Stored({ item }: { item: SchemaStoredItem }) {
  return (
    <Facts
      facts={[
        ['Id', item.id],
        ['Categories', item.categories.join(', ')],
        ['Recommended', item.hidden ? 'no: it is hidden' : item.availableUntil === null ? 'yes' : `until ${localTime(item.availableUntil)}`],
        ['Entity', item.entity],
        ...Object.entries(item.attributes).map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(' ') : String(value)]),
        ['Changed', localTime(item.updatedAt)],
      ]}
    />
  );
}
