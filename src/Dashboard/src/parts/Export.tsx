/** What a file has of a row; it is left out of files where it is missing. */
export interface Value<T> {
  name: string;
  value?: (row: T) => string | number | null;
}

/** Takes rows along as CSV or JSON. */
export function Export<T>({ name, columns, rows }: { name: string; columns: Value<T>[]; rows: T[] }) {
  return (
    <p className="mt-2 flex gap-2 text-sm">
      <button type="button" className="link cursor-pointer" aria-label={`${name} as CSV`} onClick={() => save(name, 'csv', csv(columns, rows))}>
        CSV
      </button>
      <button type="button" className="link cursor-pointer" aria-label={`${name} as JSON`} onClick={() => save(name, 'json', JSON.stringify(rows, null, 2))}>
        JSON
      </button>
    </p>
  );
}

function csv<T>(columns: Value<T>[], rows: T[]): string {
  const kept = columns.filter((column) => column.value !== undefined);
  const lines = rows.map((row) => kept.map((column) => quote(plain(column.value?.(row) ?? ''))).join(','));
  return [kept.map((column) => quote(column.name)).join(','), ...lines, ''].join('\r\n');
}

// A table calculates what begins like a formula; a name that does is somebody's text, and stays one.
const plain = (value: string | number) => (typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value));

const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function save(name: string, kind: 'csv' | 'json', text: string) {
  const address = URL.createObjectURL(new Blob([text], { type: kind === 'csv' ? 'text/csv' : 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.${kind}`;
  link.click();
  URL.revokeObjectURL(address);
}
