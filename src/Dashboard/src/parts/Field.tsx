import { useId, type ReactNode } from 'react';

/** A named place to fill in, with what is wrong with what is in it. The child gets the ids that tie them together. */
export function Field({ name, note, error, children }: { name: string; note?: ReactNode; error?: string | null | undefined; children: (ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode }) {
  const id = useId();
  return (
    <div className="min-w-0 space-y-1 text-sm">
      <label htmlFor={id} className="block">
        {name}
      </label>
      {children({ id, 'aria-describedby': `${id}-note`, 'aria-invalid': Boolean(error) })}
      <div id={`${id}-note`} hidden={!note && !error}>
        {note && <p className="quiet text-xs">{note}</p>}
        {error && <p className="text-red-800 dark:text-red-300">{error}</p>}
      </div>
    </div>
  );
}
