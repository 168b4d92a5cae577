import { useEffect, useRef, type ReactNode } from 'react';
import { Failure } from './Failure';

/** Asks before something changes for others, and says what. Escape is no. */
export function Confirm(props: { title: string; children: ReactNode; yes: string; busy: boolean; error: Error | null; onYes: () => void; onNo: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // What is done takes the dialog away without closing it; reading goes on where it was, or at the heading.
    return () => (before instanceof HTMLElement && before.isConnected ? before : document.querySelector('h1'))?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="confirm-title"
      onClose={props.onNo}
      className="m-auto max-w-lg rounded-lg border border-slate-400 bg-white p-5 text-slate-900 backdrop:bg-black/50 dark:bg-slate-900 dark:text-slate-100"
    >
      <h2 id="confirm-title">{props.title}</h2>
      <div className="my-3 space-y-2">{props.children}</div>
      {props.error && <Failure error={props.error} />}
      <div className="flex justify-end gap-2">
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          Leave it as it is
        </button>
        <button type="button" className="button button-main" disabled={props.busy} onClick={props.onYes}>
          {props.yes}
        </button>
      </div>
    </dialog>
  );
}
