import Database from 'libsql';

/** Raise it with every change of the tables or of what is put into them: files of another version are made anew. */
const SCHEMA_VERSION = 1;

/** Memory for pages, KiB. */
const CACHE_KIB = 32_768;

const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE name (id INTEGER PRIMARY KEY, role TEXT NOT NULL, text TEXT NOT NULL, UNIQUE (role, text));
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, bot INTEGER NOT NULL, account INTEGER NOT NULL,
  symbol INTEGER NOT NULL, order_id TEXT NOT NULL, halt_id TEXT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX event_at ON event (at);
CREATE VIRTUAL TABLE word_index USING fts5 (text, content = '', columnsize = 0, tokenize = 'unicode61');
CREATE TABLE valued (
  account TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, equity TEXT, equity_n REAL, exposure TEXT, exposure_n REAL,
  drawdown REAL, PRIMARY KEY (account, seq)
) WITHOUT ROWID;
CREATE INDEX valued_at ON valued (account, at);
CREATE TABLE traded (
  bot TEXT NOT NULL, quote TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, realised TEXT NOT NULL, fees TEXT NOT NULL,
  unpriced INTEGER NOT NULL, PRIMARY KEY (bot, quote, seq)
) WITHOUT ROWID;
CREATE INDEX traded_at ON traded (bot, quote, at);
CREATE TABLE told (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE reason (slot INTEGER NOT NULL, bot TEXT NOT NULL, reason TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (slot, bot, reason)) WITHOUT ROWID;
CREATE TABLE latency (slot INTEGER NOT NULL, bin INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (slot, bin)) WITHOUT ROWID;
CREATE TABLE running (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

export type Sqlite = InstanceType<typeof Database>;
type Statement = Database.Statement<unknown[]>;

/** What a dictionary of names is for; `event` holds their numbers. */
export type NameRole = 'kind' | 'bot' | 'account' | 'symbol';

/** The read model's file, open. One process has it; every change goes through one transaction. */
export class HistoryDatabase {
  readonly sqlite: Sqlite;
  readonly #names = new Map<string, number>();
  readonly #prepared = new Map<string, Statement>();

  /** Opens it, or makes its tables when it is new. @throws when it is damaged, of another version, or cannot be read */
  constructor(path: string) {
    this.sqlite = new Database(path);
    // It may be thrown away at any time, so it only must never be found half written.
    this.sqlite.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`,
    );
    const isNew = this.rows("SELECT 1 FROM sqlite_master WHERE name = 'meta'").length === 0;
    if (isNew) {
      this.change(() => {
        this.sqlite.exec(TABLES);
        this.setMeta('schema', String(SCHEMA_VERSION));
      });
    } else if (this.meta('schema') !== String(SCHEMA_VERSION)) {
      this.close();
      throw new Error('it was made by another version');
    }
    this.#readNames();
  }

  close(): void {
    this.sqlite.close();
  }

  /** Does all of it or nothing. */
  change(work: () => void): void {
    this.sqlite.exec('BEGIN');
    try {
      work();
      this.sqlite.exec('COMMIT');
    } catch (thrown) {
      this.sqlite.exec('ROLLBACK');
      this.#readNames();
      throw thrown;
    }
  }

  /** A statement that is used again and again, made once. */
  prepared(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const made = this.sqlite.prepare(sql);
    this.#prepared.set(sql, made);
    return made;
  }

  /** Rows of a question, whose columns the caller knows. */
  rows<Row>(sql: string, ...values: readonly (string | number | null)[]): Row[] {
    return this.prepared(sql).all(...values) as Row[];
  }

  meta(key: string): string | undefined {
    return this.rows<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)[0]?.value;
  }

  setMeta(key: string, value: string): void {
    this.prepared(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(key, value);
  }

  /** The number of a name, a new one when it is new: within a change. */
  nameId(role: NameRole, text: string): number {
    const known = this.#names.get(`${role} ${text}`);
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.prepared('INSERT INTO name (role, text) VALUES (?, ?)').run(role, text);
    const id = Number(lastInsertRowid);
    this.#names.set(`${role} ${text}`, id);
    return id;
  }

  /** The number of a name that there is; undefined when no record has it. */
  knownNameId(role: NameRole, text: string): number | undefined {
    return this.#names.get(`${role} ${text}`);
  }

  /** All names of one role, sorted; without the empty one. */
  namesOf(role: NameRole): string[] {
    return this.rows<{ text: string }>("SELECT text FROM name WHERE role = ? AND text <> '' ORDER BY text", role).map(
      ({ text }) => text,
    );
  }

  #readNames(): void {
    this.#names.clear();
    for (const row of this.rows<{ id: number; role: NameRole; text: string }>('SELECT id, role, text FROM name'))
      this.#names.set(`${row.role} ${row.text}`, row.id);
  }
}
