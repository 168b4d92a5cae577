import { useQuery } from '@tanstack/react-query';
import { similarItems } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Loaded } from '../../parts/Loaded';
import { Table } from '../../parts/Table';
import { ItemLink } from './ItemLink';

/** The items that an item is most like: by what people did with them, as the model learnt it, and by what the knowledge graph says of them. */
export function Neighbours({ item }: { item: string }) {
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Ranked item={item} via="embedding" title="Liked by the same people" empty="The model knows none that is like it." />
      <Ranked item={item} via="graph" title="Alike in the knowledge graph" empty="The knowledge graph says nothing of it that it says of another one. Link it to an entity, and give that triples." />
    </div>
  );
}

function Ranked({ item, via, title, empty }: { item: string; via: 'embedding' | 'graph'; title: string; empty: string }) {
  const answer = useQuery(similarItems(item, via));
  return (
    <Card title={title} aside={answer.data && <span className="quiet text-sm">by {answer.data.snapshotVersion}</span>}>
      <Loaded query={answer}>
        {(data) => (
          <Table
            caption={title}
            columns={[
              { name: 'Item', cell: (other) => <ItemLink id={other.id} name={other.name} />, value: (other) => other.id },
              { name: 'Likeness', cell: (other) => other.score?.toFixed(3), value: (other) => other.score, numeric: true },
            ]}
            rows={data.items}
            rowKey={(other) => other.id}
            empty={empty}
          />
        )}
      </Loaded>
    </Card>
  );
}
