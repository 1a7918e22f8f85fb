import type { Migration } from '@arcade/service-defaults/mysql';

const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
const word = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii`;

/** Applied in order, each once. Common subset of MySQL 8 and MariaDB 10.11. */
export const migrations: readonly Migration[] = [
  {
    name: '001-orders',
    statements: [
      `CREATE TABLE orders (
        order_id ${id} NOT NULL PRIMARY KEY,
        number ${word(12)} NOT NULL,
        user_id ${id} NOT NULL,
        payment_id ${id} NULL,
        cart_id ${id} NOT NULL,
        cart_version INT NOT NULL,
        status ${word(20)} NOT NULL,
        cancel_reason VARCHAR(200) NULL,
        subtotal_amount BIGINT NOT NULL,
        discount_amount BIGINT NOT NULL,
        shipping_amount BIGINT NOT NULL,
        total_amount BIGINT NOT NULL,
        currency_code CHAR(3) CHARACTER SET ascii NOT NULL,
        codes TEXT NOT NULL,
        shipping_address TEXT NOT NULL,
        stock ${word(12)} NOT NULL,
        shortages TEXT NULL,
        settlement ${word(10)} NOT NULL,
        pay_until DATETIME(3) NOT NULL,
        return_until DATETIME(3) NULL,
        version INT NOT NULL,
        created_at DATETIME(3) NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        UNIQUE KEY orders_one_per_cart_version (cart_id, cart_version),
        UNIQUE KEY orders_number (number),
        KEY orders_user (user_id, created_at, order_id),
        KEY orders_newest (created_at, order_id),
        KEY orders_status (status, created_at, order_id),
        CONSTRAINT orders_amounts CHECK (total_amount >= 0 AND total_amount = subtotal_amount - discount_amount + shipping_amount)
      ) ENGINE=InnoDB`,
      `CREATE TABLE order_items (
        order_item_id ${id} NOT NULL PRIMARY KEY,
        order_id ${id} NOT NULL,
        line_no INT NOT NULL,
        product_id ${id} NOT NULL,
        merchant_id ${id} NOT NULL,
        name VARCHAR(300) NOT NULL,
        image_url VARCHAR(2000) NULL,
        quantity INT NOT NULL,
        unit_price BIGINT NOT NULL,
        total_price BIGINT NOT NULL,
        discount BIGINT NOT NULL,
        quantity_shipped INT NOT NULL,
        quantity_delivered INT NOT NULL,
        quantity_returned INT NOT NULL,
        created_at DATETIME(3) NOT NULL,
        UNIQUE KEY order_items_line (order_id, line_no),
        KEY order_items_merchant (merchant_id, created_at, order_id),
        CONSTRAINT order_items_quantities CHECK (quantity > 0 AND quantity_shipped BETWEEN 0 AND quantity
          AND quantity_delivered BETWEEN 0 AND quantity_shipped AND quantity_returned BETWEEN 0 AND quantity_delivered)
      ) ENGINE=InnoDB`,
      `CREATE TABLE order_status_history (
        status_history_id ${id} NOT NULL PRIMARY KEY,
        order_id ${id} NOT NULL,
        old_status ${word(20)} NULL,
        new_status ${word(20)} NOT NULL,
        event ${word(20)} NOT NULL,
        actor VARCHAR(60) NOT NULL,
        reason VARCHAR(200) NULL,
        cause VARCHAR(200) NULL,
        version INT NOT NULL,
        changed_at DATETIME(3) NOT NULL,
        UNIQUE KEY order_status_history_version (order_id, version)
      ) ENGINE=InnoDB`,
      `CREATE TABLE order_payments (
        payment_id ${id} NOT NULL PRIMARY KEY,
        order_id ${id} NOT NULL,
        status ${word(20)} NOT NULL,
        version INT NOT NULL,
        amount BIGINT NOT NULL,
        currency_code CHAR(3) CHARACTER SET ascii NOT NULL,
        captured_amount BIGINT NOT NULL,
        attempts_left INT NULL,
        seen_at DATETIME(3) NOT NULL,
        KEY order_payments_order (order_id)
      ) ENGINE=InnoDB`,
      `CREATE TABLE order_refunds (
        refund_id ${id} NOT NULL PRIMARY KEY,
        order_id ${id} NOT NULL,
        payment_id ${id} NOT NULL,
        amount BIGINT NOT NULL,
        succeeded TINYINT NOT NULL,
        version INT NOT NULL,
        KEY order_refunds_order (order_id)
      ) ENGINE=InnoDB`,
      `CREATE TABLE shipments (
        shipment_id ${id} NOT NULL PRIMARY KEY,
        order_id ${id} NOT NULL,
        carrier VARCHAR(60) NOT NULL,
        tracking_number VARCHAR(80) NOT NULL,
        order_lines TEXT NOT NULL,
        shipped_at DATETIME(3) NOT NULL,
        delivered_at DATETIME(3) NULL,
        KEY shipments_order (order_id)
      ) ENGINE=InnoDB`,
      `CREATE TABLE \`returns\` (
        return_id ${id} NOT NULL PRIMARY KEY,
        order_id ${id} NOT NULL,
        order_lines TEXT NOT NULL,
        reason VARCHAR(200) NOT NULL,
        refund_amount BIGINT NOT NULL,
        restocked TINYINT NOT NULL,
        refund ${word(10)} NOT NULL,
        created_at DATETIME(3) NOT NULL,
        KEY returns_order (order_id)
      ) ENGINE=InnoDB`,
      `CREATE TABLE saga (
        order_id ${id} NOT NULL PRIMARY KEY,
        step ${word(20)} NOT NULL,
        attempt INT NOT NULL,
        next_attempt_at DATETIME(6) NULL,
        deadline_at DATETIME(3) NOT NULL,
        claim_no INT NOT NULL,
        lease_until DATETIME(6) NULL,
        failing_since DATETIME(6) NULL,
        asked_at DATETIME(6) NULL,
        KEY saga_due (next_attempt_at),
        KEY saga_failing (failing_since)
      ) ENGINE=InnoDB`,
    ],
  },
  {
    name: '002-reversals',
    statements: [
      'ALTER TABLE order_items ADD COLUMN quantity_cancelled INT NOT NULL DEFAULT 0',
      // Also keeps an earlier version from sending what is cancelled.
      `ALTER TABLE order_items ADD CONSTRAINT order_items_cancelled
        CHECK (quantity_cancelled >= 0 AND quantity_shipped + quantity_cancelled <= quantity)`,
      `ALTER TABLE \`returns\` ADD COLUMN kind ${word(12)} NOT NULL DEFAULT 'return',
        ADD COLUMN shipping_amount BIGINT NOT NULL DEFAULT 0`,
      `ALTER TABLE order_refunds ADD COLUMN reason ${word(32)} NULL, ADD COLUMN order_lines TEXT NULL`,
      'ALTER TABLE orders ADD COLUMN hold_release TEXT NULL',
    ],
  },
  {
    // Twelve code units for each character that a text may have.
    name: '003-wide-text',
    statements: [
      'ALTER TABLE orders MODIFY cancel_reason VARCHAR(2400) NULL',
      'ALTER TABLE order_items MODIFY name VARCHAR(2400) NOT NULL',
      'ALTER TABLE order_status_history MODIFY reason VARCHAR(2400) NULL',
      'ALTER TABLE shipments MODIFY carrier VARCHAR(720) NOT NULL, MODIFY tracking_number VARCHAR(960) NOT NULL',
      'ALTER TABLE `returns` MODIFY reason VARCHAR(2400) NOT NULL',
    ],
  },
];
