import type { Migration } from '@arcade/service-defaults/mysql';

const id = 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin';
const word = (length: number) => `VARCHAR(${length}) CHARACTER SET ascii COLLATE ascii_bin`;

const carts = [
  `CREATE TABLE carts (
    cart_id ${id} NOT NULL PRIMARY KEY,
    user_id ${id} NULL,
    open_user_id ${id} NULL,
    guest_token_hash CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NULL,
    status ${word(10)} NOT NULL,
    order_id ${id} NULL,
    locked_until DATETIME(6) NULL,
    last_order_id ${id} NULL,
    quote MEDIUMTEXT NULL,
    version INT NOT NULL,
    revision INT NOT NULL,
    code_count INT NOT NULL,
    notices TEXT NULL,
    held_until DATETIME(3) NULL,
    hold_version INT NOT NULL,
    hold_due_at DATETIME(6) NULL,
    moves_from ${id} NULL,
    merged_into ${id} NULL,
    created_at DATETIME(3) NOT NULL,
    updated_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    UNIQUE KEY carts_one_open (open_user_id),
    KEY carts_hold_due (hold_due_at),
    KEY carts_lease (locked_until),
    KEY carts_idle (status, expires_at),
    CONSTRAINT carts_owner CHECK (user_id IS NOT NULL OR guest_token_hash IS NOT NULL),
    CONSTRAINT carts_lock CHECK (status <> 'checkout' OR order_id IS NOT NULL)
  ) ENGINE=InnoDB`,
  `CREATE TABLE cart_items (
    cart_id ${id} NOT NULL,
    product_id ${id} NOT NULL,
    cart_item_id ${id} NOT NULL,
    quantity INT NOT NULL,
    unit_price BIGINT NOT NULL,
    currency_code CHAR(3) CHARACTER SET ascii NOT NULL,
    held INT NOT NULL,
    available INT NULL,
    added_at DATETIME(3) NOT NULL,
    PRIMARY KEY (cart_id, product_id),
    KEY cart_items_product (product_id, cart_id),
    CONSTRAINT cart_items_quantity CHECK (quantity BETWEEN 1 AND 999)
  ) ENGINE=InnoDB`,
  `CREATE TABLE applied_requests (
    cart_id ${id} NOT NULL,
    request_key ${word(200)} NOT NULL,
    request_hash CHAR(64) CHARACTER SET ascii NOT NULL,
    applied_at DATETIME(6) NOT NULL,
    PRIMARY KEY (cart_id, request_key),
    KEY applied_requests_age (applied_at)
  ) ENGINE=InnoDB`,
];

const products = [
  `CREATE TABLE price_replica (
    product_id ${id} NOT NULL PRIMARY KEY,
    merchant_id ${id} NOT NULL,
    name VARCHAR(200) NOT NULL,
    price BIGINT NOT NULL,
    currency_code CHAR(3) CHARACTER SET ascii NOT NULL,
    status ${word(10)} NOT NULL,
    categories TEXT NOT NULL,
    image_url VARCHAR(2000) NULL,
    version INT NOT NULL
  ) ENGINE=InnoDB`,
  `CREATE TABLE product_news (
    product_id ${id} NOT NULL,
    reason ${word(20)} NOT NULL,
    after_cart_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    PRIMARY KEY (product_id, reason)
  ) ENGINE=InnoDB`,
];

const promotions = [
  `CREATE TABLE promotions (
    promotion_id ${id} NOT NULL PRIMARY KEY,
    code ${word(40)} NOT NULL,
    description VARCHAR(200) NOT NULL,
    rule TEXT NOT NULL,
    scope TEXT NOT NULL,
    minimum_amount BIGINT NULL,
    minimum_currency CHAR(3) CHARACTER SET ascii NULL,
    starts_at DATETIME(3) NULL,
    ends_at DATETIME(3) NULL,
    usage_limit INT NULL,
    usage_limit_per_user INT NULL,
    stackable TINYINT NOT NULL,
    active TINYINT NOT NULL,
    times_used INT NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY promotions_code (code),
    CONSTRAINT promotions_used CHECK (times_used >= 0 AND (usage_limit IS NULL OR times_used <= usage_limit))
  ) ENGINE=InnoDB`,
  `CREATE TABLE promotion_uses (
    promotion_id ${id} NOT NULL,
    order_id ${id} NOT NULL,
    user_id ${id} NOT NULL,
    cart_id ${id} NOT NULL,
    used_at DATETIME(6) NOT NULL,
    PRIMARY KEY (promotion_id, order_id),
    KEY promotion_uses_order (order_id),
    KEY promotion_uses_user (promotion_id, user_id)
  ) ENGINE=InnoDB`,
  `CREATE TABLE cart_codes (
    cart_id ${id} NOT NULL,
    promotion_id ${id} NOT NULL,
    applied_at DATETIME(6) NOT NULL,
    PRIMARY KEY (cart_id, promotion_id)
  ) ENGINE=InnoDB`,
];

const givenBackUses = [
  `CREATE TABLE given_back_uses (
    order_id ${id} NOT NULL,
    promotion_id ${id} NOT NULL,
    user_id ${id} NOT NULL,
    cart_id ${id} NOT NULL,
    given_back_at DATETIME(6) NOT NULL,
    PRIMARY KEY (order_id, promotion_id),
    KEY given_back_uses_cart (cart_id)
  ) ENGINE=InnoDB`,
  'ALTER TABLE promotion_uses ADD COLUMN over_limit TINYINT NOT NULL DEFAULT 0',
];

export const migrations: readonly Migration[] = [
  { name: '001-carts', statements: [...carts, ...products, ...promotions] },
  {
    // Carts that are there already have their reminder.
    name: '002-watch',
    statements: [
      'ALTER TABLE carts ADD COLUMN watch_due_at DATETIME(3) NULL',
      'ALTER TABLE carts ADD KEY carts_watch_due (watch_due_at)',
    ],
  },
  { name: '003-given-back-uses', statements: givenBackUses },
  {
    name: '004-order-versions',
    statements: [
      'ALTER TABLE promotion_uses ADD COLUMN order_version INT NOT NULL DEFAULT 0',
      'ALTER TABLE given_back_uses ADD COLUMN order_version INT NOT NULL DEFAULT 0',
    ],
  },
  {
    name: '005-hold-quotas',
    statements: [
      'ALTER TABLE carts ADD COLUMN network CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NULL',
      'ALTER TABLE carts ADD KEY carts_buyer (user_id, status)',
      'ALTER TABLE cart_items ADD COLUMN quota_allowed INT NULL',
      `ALTER TABLE cart_items ADD COLUMN quota_by ${word(10)} NULL`,
    ],
  },
  {
    // Twelve code units for each character that a text may have.
    name: '006-wide-text',
    statements: [
      'ALTER TABLE promotions MODIFY description VARCHAR(2400) NOT NULL',
      'ALTER TABLE price_replica MODIFY name VARCHAR(2400) NOT NULL',
      'ALTER TABLE carts MODIFY notices MEDIUMTEXT NULL',
    ],
  },
];
