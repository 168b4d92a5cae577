import type { ReactNode } from 'react';

/** A figure with what it is and, below it, what to compare it with. */
export function Fact({ name, children, note }: { name: string; children: ReactNode; note?: ReactNode }) {
  return (
    <div>
      <dt className="quiet text-sm">{name}</dt>
      <dd className="text-xl font-semibold break-words">{children}</dd>
      {note && <dd className="quiet text-sm">{note}</dd>}
    </div>
  );
}
