import { Link } from '@tanstack/react-router';

/** An item by its name, or by its id where it has none; leads to what it is like. */
export function ItemLink({ id, name }: { id: string; name: string | null }) {
  return (
    <Link to="/ui/item" search={{ id }} className="link" title={id}>
      {name ?? id}
    </Link>
  );
}
