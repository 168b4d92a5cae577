import { Link } from '@tanstack/react-router';
import type { SchemaAuditEntryResponse } from '../../api/schema';

/** What something was done to; leads there. */
export function Subject({ entry }: { entry: SchemaAuditEntryResponse }) {
  const { action, subject } = entry;
  if (action.startsWith('run') && /^\d+$/.test(subject)) {
    return (
      <Link to="/ui/runs/$run" params={{ run: subject }} className="link">
        run {subject}
      </Link>
    );
  }
  if (action.startsWith('snapshot')) {
    return (
      <Link to="/ui/snapshots" className="link">
        {subject}
      </Link>
    );
  }
  return subject;
}
