/** Names and what is to say of each; those of which there is nothing to say are left out. */
export function Facts({ facts }: { facts: [string, string | null][] }) {
  return (
    <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[8rem_1fr]">
      {facts.map(
        ([name, value], k) =>
          value !== null &&
          value !== '' && [
            <dt key={k} className="quiet">
              {name}
            </dt>,
            <dd key={`${k}.`} className="min-w-0 break-words">
              {value}
            </dd>,
          ],
      )}
    </dl>
  );
}
