import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { login } from '../api/queries';
import type { SchemaRole } from '../api/schema';

/** Whether the key that one is logged in with may do what needs a role. */
export function useMay(role: SchemaRole): boolean {
  return useQuery(login).data?.roles.some((mine) => mine === role || mine === 'admin') ?? false;
}

/** What needs a role, and for whoever lacks it, which one that is. */
export function Needs({ role, to, children }: { role: SchemaRole; to: string; children: ReactNode }) {
  const may = useMay(role);
  const who = useQuery(login).data;
  if (may) return children;
  return (
    <p className="quiet text-sm">
      {to} takes a key with the role {role}. {who && `The one of ${who.client} has ${who.roles.join(', ') || 'none'}.`}
    </p>
  );
}
