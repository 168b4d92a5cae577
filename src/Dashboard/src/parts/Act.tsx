import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Confirm } from './Confirm';

interface Props<T> {
  /** What the button says. */
  name: string;
  /** What it is of, for whoever does not see where the button stands. */
  of?: string;
  title: string;
  yes: string;
  act: () => Promise<T>;
  /** What has changed with it, and is asked for anew. */
  changes: QueryKey;
  done?: (answer: T) => void;
  disabled?: boolean;
  children: ReactNode;
}

/** A button that changes something for others, once it was confirmed; the children say what, and for whom. */
export function Act<T>({ name, of, title, yes, act, changes, done, disabled, children }: Props<T>) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const acting = useMutation({
    mutationFn: act,
    onSuccess: async (answer) => {
      setAsking(false);
      done?.(answer);
      await queries.invalidateQueries({ queryKey: changes });
    },
  });
  const begin = () => {
    acting.reset();
    setAsking(true);
  };
  return (
    <>
      <button type="button" className="button" disabled={disabled} aria-label={of && `${name} ${of}`} onClick={begin}>
        {name}
      </button>
      {asking && (
        <Confirm title={title} yes={yes} busy={acting.isPending} error={acting.error} onYes={() => acting.mutate()} onNo={() => setAsking(false)}>
          {children}
        </Confirm>
      )}
    </>
  );
}
