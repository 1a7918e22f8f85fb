const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
const word = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

/**
 * Applied in order, each once. Common subset of MySQL 8 and MariaDB 10.11. Products are the clustered key of
 * `inventory`, so that every plan locks them in the same order. No foreign keys: inserting a reservation would lock its
 * product's row long before the update that may be last.
 */
export const migrations = [
  {
    name: '001-inventory',
    statements: [
      `CREATE TABLE inventory (
        product_id ${id} NOT NULL PRIMARY KEY,
        inventory_id ${id} NOT NULL,
        merchant_id ${id} NOT NULL,
        product_version BIGINT NOT NULL,
        quantity_available INT NOT NULL,
        quantity_reserved INT NOT NULL,
        version BIGINT NOT NULL,
        announced_version BIGINT NOT NULL,
        announce_due TINYINT NOT NULL,
        last_updated DATETIME(6) NOT NULL,
        UNIQUE KEY inventory_id (inventory_id),
        KEY inventory_announce (announce_due),
        CONSTRAINT inventory_on_hand CHECK (quantity_available >= 0),
        CONSTRAINT inventory_no_oversell CHECK (quantity_reserved BETWEEN 0 AND quantity_available)
      ) ENGINE=InnoDB`,
      `CREATE TABLE reservation (
        reservation_id ${id} NOT NULL PRIMARY KEY,
        inventory_id ${id} NOT NULL,
        product_id ${id} NOT NULL,
        order_id ${id} NULL,
        cart_id ${id} NULL,
        manual_owner ${id} NULL,
        quantity_reserved INT NOT NULL,
        status ${word(10)} NOT NULL,
        reserved_at DATETIME(6) NOT NULL,
        expires_at DATETIME(6) NOT NULL,
        ended_at DATETIME(6) NULL,
        end_reason VARCHAR(200) NULL,
        KEY reservation_order (order_id),
        KEY reservation_cart (cart_id, status),
        KEY reservation_stock (product_id, status, expires_at),
        KEY reservation_due (status, expires_at),
        CONSTRAINT reservation_quantity CHECK (quantity_reserved > 0),
        CONSTRAINT reservation_owner CHECK (
          (order_id IS NOT NULL) + (cart_id IS NOT NULL) + (manual_owner IS NOT NULL) = 1)
      ) ENGINE=InnoDB`,
      `CREATE TABLE order_reservation (
        order_id ${id} NOT NULL PRIMARY KEY,
        outcome ${word(10)} NOT NULL,
        expires_at DATETIME(6) NULL,
        shortages TEXT NOT NULL,
        reason VARCHAR(200) NULL,
        version INT NOT NULL,
        updated_at DATETIME(6) NOT NULL
      ) ENGINE=InnoDB`,
      `CREATE TABLE cart_hold (
        cart_id ${id} NOT NULL PRIMARY KEY,
        cart_version INT NOT NULL,
        closed TINYINT NOT NULL,
        expires_at DATETIME(6) NULL,
        extensions_used INT NOT NULL,
        version INT NOT NULL,
        updated_at DATETIME(6) NOT NULL,
        KEY cart_hold_age (updated_at)
      ) ENGINE=InnoDB`,
      `CREATE TABLE stock_ledger (
        entry_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        cause_id ${word(150)} NOT NULL,
        product_id ${id} NOT NULL,
        delta INT NOT NULL,
        reason ${word(10)} NOT NULL,
        note VARCHAR(200) NULL,
        actor VARCHAR(60) NOT NULL,
        at DATETIME(6) NOT NULL,
        UNIQUE KEY stock_ledger_cause (cause_id),
        KEY stock_ledger_product (product_id, entry_id)
      ) ENGINE=InnoDB`,
    ],
  },
  {
    // NULL: not known yet, because the row is older than the column or an older version has written it.
    name: '002-inventory-product-listed',
    statements: [
      'ALTER TABLE inventory ADD COLUMN product_listed TINYINT NULL, ADD KEY inventory_product_listed (product_listed)',
    ],
  },
  {
    name: '003-guest-holds',
    statements: [
      `ALTER TABLE reservation ADD COLUMN guest_network CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL`,
      'ALTER TABLE reservation ADD KEY reservation_guest (product_id, guest_network)',
    ],
  },
  {
    // Twelve code units for each character that a text may have.
    name: '004-wide-text',
    statements: [
      'ALTER TABLE stock_ledger MODIFY note VARCHAR(2400) NULL',
      'ALTER TABLE reservation MODIFY end_reason VARCHAR(2400) NULL',
      'ALTER TABLE order_reservation MODIFY reason VARCHAR(2400) NULL',
    ],
  },
] as const;
