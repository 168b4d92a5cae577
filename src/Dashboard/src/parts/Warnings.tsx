/** What is not as it should be, in words; or that all is well. */
export function Warnings({ texts, fine }: { texts: string[]; fine: string }) {
  if (texts.length === 0) return <p className="text-green-800 dark:text-green-300">{fine}</p>;
  return (
    <div role="status" className="rounded border border-amber-700 bg-amber-50 p-3 text-amber-950 dark:border-amber-400 dark:bg-amber-950 dark:text-amber-100">
      <ul className="space-y-1 break-words">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}
