import { useState } from 'react';
import { Card } from './Card';

/** A secret that is shown this once, with a way to take it along. */
export function Secret({ title, secret, onGone }: { title: string; secret: string; onGone: () => void }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setSaid('It is in the clipboard.');
    } catch {
      setSaid('The browser does not give the clipboard: select the text and copy it.');
    }
  };
  return (
    <Card title={title}>
      <p>It is shown now and never again: put it where secrets are kept.</p>
      <p className="my-2">
        <code className="rounded bg-slate-200 px-2 py-1 break-all select-all dark:bg-slate-800">{secret}</code>
      </p>
      <p className="flex flex-wrap items-center gap-2">
        <button type="button" className="button button-main" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" className="button" onClick={onGone}>
          I have it
        </button>
        <span role="status" className="text-sm">
          {said}
        </span>
      </p>
    </Card>
  );
}
