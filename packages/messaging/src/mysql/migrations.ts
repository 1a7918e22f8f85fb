import type { Migration } from '@arcade/service-defaults/mysql';

const key = 'CHARACTER SET ascii COLLATE ascii_bin';

/** Tables of the event path, in every service's own schema. */
export const messagingMigrations: readonly Migration[] = [
  {
    name: '001-messaging',
    statements: [
      `CREATE TABLE outbox (
        id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        event_id CHAR(36) ${key} NOT NULL,
        topic VARCHAR(100) ${key} NOT NULL,
        type VARCHAR(150) ${key} NOT NULL,
        aggregate_id VARCHAR(64) ${key} NOT NULL,
        aggregate_version BIGINT NOT NULL,
        data MEDIUMTEXT NOT NULL,
        traceparent CHAR(55) ${key} NULL,
        occurred_at DATETIME(6) NOT NULL,
        seq BIGINT NULL,
        sent_at DATETIME(6) NULL,
        UNIQUE KEY outbox_event (event_id),
        UNIQUE KEY outbox_seq (seq),
        KEY outbox_sent (sent_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
      `CREATE TABLE outbox_head (
        id TINYINT NOT NULL PRIMARY KEY,
        last_seq BIGINT NOT NULL
      ) ENGINE=InnoDB`,
      `INSERT IGNORE INTO outbox_head (id, last_seq) VALUES (1, 0)`,
      `CREATE TABLE inbox (
        event_id VARCHAR(64) ${key} NOT NULL PRIMARY KEY,
        topic VARCHAR(100) ${key} NOT NULL,
        via VARCHAR(16) ${key} NOT NULL,
        received_at DATETIME(6) NOT NULL,
        KEY inbox_age (received_at)
      ) ENGINE=InnoDB`,
      `CREATE TABLE catch_up_position (
        topic VARCHAR(100) ${key} NOT NULL PRIMARY KEY,
        seq BIGINT NOT NULL
      ) ENGINE=InnoDB`,
      `CREATE TABLE dead_letters (
        event_id VARCHAR(64) ${key} NOT NULL PRIMARY KEY,
        topic VARCHAR(100) ${key} NOT NULL,
        data MEDIUMTEXT NOT NULL,
        attempts INT NOT NULL,
        reason TEXT NOT NULL,
        failed_at DATETIME(6) NOT NULL,
        buried_at DATETIME(6) NULL,
        replayed_at DATETIME(6) NULL,
        KEY dead_letters_age (failed_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    ],
  },
];
