/** Applied in order, each once. Common subset of MySQL 8 and MariaDB 10.11. */
export const migrations = [
  {
    name: '001-payments',
    statements: [
      `CREATE TABLE order_accounts (
        order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        closed_reason VARCHAR(32) CHARACTER SET ascii NULL,
        closed_at DATETIME(6) NULL,
        unsettled_since DATETIME(6) NULL,
        KEY order_accounts_unsettled (unsettled_since)
      ) ENGINE=InnoDB`,
      `CREATE TABLE payments (
        payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        attempt_no INT NOT NULL,
        live_order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
        amount BIGINT NOT NULL,
        currency_code CHAR(3) CHARACTER SET ascii NOT NULL,
        captured_amount BIGINT NOT NULL,
        refunded_amount BIGINT NOT NULL,
        status VARCHAR(20) CHARACTER SET ascii NOT NULL,
        provider_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
        method_brand VARCHAR(40) NULL,
        method_last4 CHAR(4) CHARACTER SET ascii NULL,
        next_action_url VARCHAR(2000) NULL,
        failure_code VARCHAR(100) NULL,
        failure_message VARCHAR(500) NULL,
        version INT NOT NULL,
        created_at DATETIME(3) NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        moved_at DATETIME(6) NOT NULL,
        refreshed_at DATETIME(6) NULL,
        UNIQUE KEY payments_one_live (live_order_id),
        UNIQUE KEY payments_attempt (order_id, attempt_no),
        UNIQUE KEY payments_provider (provider_id),
        KEY payments_user (user_id, created_at, payment_id),
        KEY payments_newest (created_at, payment_id),
        KEY payments_waiting (status, moved_at),
        CONSTRAINT payments_amounts CHECK (amount > 0 AND captured_amount BETWEEN 0 AND amount),
        CONSTRAINT payments_refunded CHECK (refunded_amount BETWEEN 0 AND captured_amount)
      ) ENGINE=InnoDB`,
      `CREATE TABLE attempts (
        psp_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        kind VARCHAR(10) CHARACTER SET ascii NOT NULL,
        amount BIGINT NOT NULL,
        status VARCHAR(10) CHARACTER SET ascii NOT NULL,
        tries INT NOT NULL,
        detail VARCHAR(300) NULL,
        created_at DATETIME(6) NOT NULL,
        moved_at DATETIME(6) NOT NULL,
        KEY attempts_open (status, moved_at),
        KEY attempts_payment (payment_id)
      ) ENGINE=InnoDB`,
      `CREATE TABLE refunds (
        refund_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        payment_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        user_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        amount BIGINT NOT NULL,
        currency_code CHAR(3) CHARACTER SET ascii NOT NULL,
        status VARCHAR(20) CHARACTER SET ascii NOT NULL,
        reason VARCHAR(32) CHARACTER SET ascii NOT NULL,
        note VARCHAR(500) NULL,
        order_lines TEXT NOT NULL,
        provider_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
        failure_code VARCHAR(100) NULL,
        version INT NOT NULL,
        created_at DATETIME(3) NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        moved_at DATETIME(6) NOT NULL,
        KEY refunds_order (order_id),
        KEY refunds_open (status, moved_at),
        CONSTRAINT refunds_amount CHECK (amount > 0)
      ) ENGINE=InnoDB`,
      `CREATE TABLE status_history (
        id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
        subject VARCHAR(10) CHARACTER SET ascii NOT NULL,
        subject_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        from_status VARCHAR(20) CHARACTER SET ascii NULL,
        to_status VARCHAR(20) CHARACTER SET ascii NOT NULL,
        event VARCHAR(20) CHARACTER SET ascii NOT NULL,
        actor VARCHAR(60) NOT NULL,
        reason VARCHAR(100) NULL,
        cause VARCHAR(120) NULL,
        version INT NOT NULL,
        at DATETIME(6) NOT NULL,
        UNIQUE KEY status_history_version (subject_id, version)
      ) ENGINE=InnoDB`,
      `CREATE TABLE psp_events (
        provider VARCHAR(20) CHARACTER SET ascii NOT NULL,
        event_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        type VARCHAR(100) NOT NULL,
        received_at DATETIME(6) NOT NULL,
        done_at DATETIME(6) NULL,
        PRIMARY KEY (provider, event_id)
      ) ENGINE=InnoDB`,
    ],
  },
  {
    name: '002-done-events',
    statements: ['ALTER TABLE psp_events ADD KEY psp_events_done (done_at)'],
  },
  {
    name: '003-asked-at',
    statements: ['ALTER TABLE order_accounts ADD COLUMN asked_at DATETIME(6) NULL'],
  },
  {
    name: '004-call-no',
    statements: ['ALTER TABLE payments ADD COLUMN call_no INT NOT NULL DEFAULT 1'],
  },
  {
    name: '005-unread-webhooks',
    statements: [
      `CREATE TABLE unread_webhooks (
        provider VARCHAR(20) CHARACTER SET ascii NOT NULL,
        event_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
        type VARCHAR(100) NOT NULL,
        reason VARCHAR(500) NOT NULL,
        body MEDIUMTEXT NOT NULL,
        received_at DATETIME(6) NOT NULL,
        PRIMARY KEY (provider, event_id)
      ) ENGINE=InnoDB`,
    ],
  },
  {
    name: '006-bill',
    statements: [
      'ALTER TABLE payments ADD COLUMN bill TEXT NULL',
      'ALTER TABLE refunds ADD COLUMN shipping BIGINT NOT NULL DEFAULT 0',
      // Units whose money went back before are given up for nothing.
      'ALTER TABLE refunds DROP CONSTRAINT refunds_amount',
      'ALTER TABLE refunds ADD CONSTRAINT refunds_parts CHECK (shipping >= 0 AND shipping <= amount)',
    ],
  },
  {
    // Twelve code units for each character that a text may have.
    name: '007-wide-text',
    statements: ['ALTER TABLE refunds MODIFY note VARCHAR(6000) NULL'],
  },
] as const;
