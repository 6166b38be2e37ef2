/** What the thread with the SQLite file is asked, and answers. */
export interface Ask {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface Reply {
  readonly id: number;
  readonly rows: unknown[];
  readonly changes: number;
  readonly error?: PlainError;
}

/** The first thing that the thread says. */
export interface Opened {
  /** A damaged file that was there, under its new name, and what was wrong with it. */
  readonly setAside: { readonly file: string; readonly why: string } | null;
  readonly error: PlainError | null;
}

export interface PlainError {
  readonly message: string;
  /** SQLite's extended result code; 0 where it is no error of SQLite. */
  readonly errcode: number;
}

/** What SQLite said. */
export class SqliteError extends Error {
  readonly errcode: number;
  constructor({ message, errcode }: PlainError) {
    super(message);
    this.errcode = errcode;
  }
}
