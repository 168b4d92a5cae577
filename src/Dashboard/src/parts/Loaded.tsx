import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './Failure';

/** What a query was answered with; until then that it loads, and what to do when it fails. What was loaded before stays. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  return (
    <>
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <p className="quiet">Loading …</p>}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
