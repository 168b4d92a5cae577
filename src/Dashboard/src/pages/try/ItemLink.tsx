import { Link } from '@tanstack/react-router';

/** An item by its name, or by its id where it has none; leads to what it is like. */
export function ItemLink({ id, name }: { id: string; name: string | null }) {
  return (
    <Link to="/ui/try" search={(now) => ({ ...now, item: id })} className="link" title={id}>
      {name ?? id}
    </Link>
  );
}
