import { sql, type Kysely } from 'kysely';

/** Applied once, in order. Common subset of MySQL 8 and MariaDB 10.11. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

/** Table, column or key exists already: the process died between a statement and its record. */
const alreadyDone = new Set([1050, 1060, 1061]);

/** Brings a schema up to date, one replica at a time. Each statement is recorded, so that a killed migration resumes. */
export async function migrate<Tables>(db: Kysely<Tables>, migrations: readonly Migration[]): Promise<void> {
  await db.connection().execute(async (connection) => {
    await sql`SELECT GET_LOCK(CONCAT('migrate:', DATABASE()), 60)`.execute(connection);
    try {
      await sql`CREATE TABLE IF NOT EXISTS schema_migrations (
        name VARCHAR(100) NOT NULL, statement_no INT NOT NULL, applied_at DATETIME(6) NOT NULL,
        PRIMARY KEY (name, statement_no)) ENGINE=InnoDB`.execute(connection);
      const { rows } = await sql<{ name: string; statement_no: number }>`
        SELECT name, statement_no FROM schema_migrations`.execute(connection);
      const applied = new Set(rows.map(({ name, statement_no }) => `${name}#${statement_no}`));
      for (const { name, statements } of migrations) {
        for (const [index, statement] of statements.entries()) {
          if (applied.has(`${name}#${index}`)) continue;
          await sql
            .raw(statement)
            .execute(connection)
            .catch((error: unknown) => {
              if (!alreadyDone.has((error as { errno?: number }).errno ?? 0)) throw error;
            });
          await sql`INSERT INTO schema_migrations VALUES (${name}, ${index}, NOW(6))`.execute(connection);
        }
      }
    } finally {
      await sql`DO RELEASE_LOCK(CONCAT('migrate:', DATABASE()))`.execute(connection);
    }
  });
}
