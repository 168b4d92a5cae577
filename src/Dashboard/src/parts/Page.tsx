import { useEffect, useRef, type ReactNode } from 'react';

// The page that a visit begins with is read from its top; on those after it, reading goes on at the heading.
let arrived = false;

/** Has reading go on at the heading of the view that comes next. */
export function arrive() {
  arrived = true;
}

/** A view: its heading, which is also the title of the window and takes the focus when one comes here from another view. */
export function Page({ title, children, lead }: { title: string; children: ReactNode; lead?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useEffect(() => {
    if (arrived) heading.current?.focus();
    arrive();
  }, [title]);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <p className="quiet max-w-prose text-sm">{lead}</p>}
      {children}
    </>
  );
}

/** Names the window after what it shows. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · KDiffE`;
  }, [title]);
}
