import { useQuery } from '@tanstack/react-query';
import { Problem } from '../api/client';
import { login } from '../api/queries';

/** Why something failed, and a way to try it again; for whoever may not, what they may. */
export function Failure({ error, retry }: { error: Error; retry?: (() => void) | undefined }) {
  const forbidden = error instanceof Problem && error.status === 403;
  const who = useQuery({ ...login, enabled: forbidden }).data;
  return (
    <div role="alert" className="my-2 rounded border border-red-700 bg-red-50 p-3 text-sm text-red-900 dark:border-red-400 dark:bg-red-950 dark:text-red-100">
      <p className="break-words">{error.message}</p>
      {forbidden && who && (
        <p>
          The key of {who.client} has {who.roles.join(', ')}. Log out to log in with another one.
        </p>
      )}
      {retry && !forbidden && (
        <button type="button" className="button mt-2" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
