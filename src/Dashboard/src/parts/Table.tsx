import type { ReactNode } from 'react';

export interface Column<T> {
  name: string;
  cell: (row: T) => ReactNode;
  /** What a file has of it; the cell is left out of files where this is missing. */
  value?: (row: T) => string | number | null;
  numeric?: boolean;
}

/** A table that scrolls by itself where the window is narrow, and that can be had as CSV or JSON. */
export function Table<T>(props: { caption: string; columns: Column<T>[]; rows: T[]; rowKey: (row: T) => string | number; empty: ReactNode }) {
  const { caption, columns, rows, rowKey, empty } = props;
  if (rows.length === 0) return <p className="quiet">{empty}</p>;
  return (
    <>
      <div className="overflow-x-auto" tabIndex={0} role="region" aria-label={caption}>
        <table className="w-full text-left text-sm">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr className="border-b border-slate-400">
              {columns.map((column) => (
                <th key={column.name} scope="col" className={`px-2 py-1.5 font-medium ${column.numeric ? 'text-right' : ''}`}>
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={rowKey(row)} className="border-b border-slate-200 align-top dark:border-slate-800">
                {columns.map((column) => (
                  <td key={column.name} className={`px-2 py-1.5 ${column.numeric ? 'text-right tabular-nums' : ''}`}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="mt-2 flex gap-2 text-sm">
        <button type="button" className="link cursor-pointer" onClick={() => save(caption, 'csv', csv(columns, rows))}>
          CSV
        </button>
        <button type="button" className="link cursor-pointer" onClick={() => save(caption, 'json', JSON.stringify(rows, null, 2))}>
          JSON
        </button>
      </p>
    </>
  );
}

function csv<T>(columns: Column<T>[], rows: T[]): string {
  const kept = columns.filter((column) => column.value !== undefined);
  const lines = rows.map((row) => kept.map((column) => quote(String(column.value?.(row) ?? ''))).join(','));
  return [kept.map((column) => quote(column.name)).join(','), ...lines, ''].join('\r\n');
}

const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function save(name: string, kind: 'csv' | 'json', text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: kind === 'csv' ? 'text/csv' : 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.${kind}`;
  link.click();
  URL.revokeObjectURL(address);
}
