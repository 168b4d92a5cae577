/** Why something failed, and a way to try it again. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }) {
  return (
    <div role="alert" className="my-2 rounded border border-red-700 bg-red-50 p-3 text-sm text-red-900 dark:border-red-400 dark:bg-red-950 dark:text-red-100">
      <p>{error.message}</p>
      {retry && (
        <button type="button" className="button mt-2" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
