/** SQLite's primary result codes for: busy, locked, read-only, input/output, damaged, full, cannot open, no database. */
const SQLITE = new Set([5, 6, 8, 10, 11, 13, 14, 26]);
/** Classes of Postgres: connection, resources, operator intervention, system. */
const POSTGRES = /^(08|53|57|58)/;
const NETWORK = /^E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_)/;

/**
 * Whether an error of the database is about the ground that it stands on (a full disk, a lost connection) and may pass, or is the
 * program's own fault, which would come again each time.
 */
export function isOutage(error: unknown): boolean {
  const { errcode, code, message = '' } = error as { errcode?: number; code?: unknown; message?: string };
  if (errcode !== undefined && SQLITE.has(errcode & 255)) return true;
  if (typeof code === 'string' && (POSTGRES.test(code) || NETWORK.test(code))) return true;
  return /thread with the SQLite file|Connection terminated|timeout/i.test(message);
}
