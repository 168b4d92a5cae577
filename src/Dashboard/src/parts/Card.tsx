import { useEffect, useRef, type ReactNode } from 'react';

interface Props {
  title: string;
  children: ReactNode;
  aside?: ReactNode;
  /** What the part is about, where that changes while one looks on: reading goes on at its heading then. */
  about?: string | undefined;
}

/** A part of a page with a heading. */
export function Card({ title, children, aside, about }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(about);
  useEffect(() => {
    if (before.current !== about) heading.current?.focus();
    before.current = about;
  }, [about]);
  return (
    <section className="rounded-lg border border-slate-300 bg-white p-4 dark:border-slate-700 dark:bg-slate-900">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-2">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
