import { Link } from '@tanstack/react-router';

/** The way to the page after this one, and back to the first. Which page is shown stands in the address, beside whatever else does. */
export function Pager({ before, next }: { before: number | undefined; next: number | null }) {
  return (
    <p className="mt-2 flex gap-4 text-sm">
      {before !== undefined && (
        <Link to="." search={({ before: _, ...others }) => others} className="link">
          Latest
        </Link>
      )}
      {next !== null && (
        <Link to="." search={(others) => ({ ...others, before: next })} className="link">
          Earlier
        </Link>
      )}
    </p>
  );
}
