import type { ReactNode } from 'react';
import { Export, type Value } from './Export';

export interface Column<T> extends Value<T> {
  cell: (row: T) => ReactNode;
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
      <Export name={caption} columns={columns} rows={rows} />
    </>
  );
}
