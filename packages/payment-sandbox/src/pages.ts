import { createHash } from 'node:crypto';
import { formatMoney } from '@arcade/money';
import type { Charge } from './charge.ts';
import { behaviours, lateAbout } from './tokens.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;color:#1c1c28}
table{border-collapse:collapse;width:100%;font-size:14px}td,th{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ddd}
code{background:#f2f2f7;padding:.1rem .3rem;border-radius:4px}
main{max-width:26rem;margin:4rem auto;text-align:center;border:1px solid #ddd;border-radius:12px;padding:2rem}
button{font:inherit;padding:.6rem 1.6rem;margin:.4rem;border-radius:8px;border:1px solid #888;background:#fff;cursor:pointer}
button.approve{background:#1769e0;border-color:#1769e0;color:#fff}`;

/** By which a content security policy allows exactly this style. */
export const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${title}</title><style>${style}</style></head><body>${body}</body></html>`;

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);

const money = (amount: number, currencyCode: string) => formatMoney({ amount, currencyCode }, 'en');

/** What the bank of a shopper would show. */
export function stepPage(charge: Charge): string {
  const amount = escape(money(charge.amount, charge.currency));
  const body =
    charge.status === 'requires_action'
      ? `<p>Do you want to pay <strong>${amount}</strong> with the card ending in ${escape(charge.card.last4)}?</p>
<form method="post"><button class="approve" name="decision" value="approve">Approve</button>
<button name="decision" value="decline">Decline</button></form>`
      : `<p>This payment of <strong>${amount}</strong> is ${escape(charge.status)}.</p>`;
  return page('Confirm your payment', `<main><h1>Sandbox bank</h1>${body}</main>`);
}

/** The books, newest first, and the tokens there are. */
export function chargesPage(charges: readonly Charge[]): string {
  const rows = charges.map((charge) => {
    const { id, created, token, status, amount, currency, amount_captured, amount_refunded, metadata } = charge;
    const cells = [
      created,
      id,
      metadata['orderId'] ?? '',
      token,
      status,
      money(amount, currency),
      money(amount_captured, currency),
      money(amount_refunded, currency),
    ];
    return `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
  });
  const head = ['created', 'charge', 'order', 'token', 'status', 'amount', 'captured', 'refunded'];
  const tokens = Object.entries({ ...behaviours, tok_late: { about: lateAbout } });
  return page(
    'Payment sandbox',
    `<h1>Payment sandbox</h1><p>No real money. Pay in the shop with one of these tokens:</p><table>${tokens
      .map(([token, { about }]) => `<tr><td><code>${token}</code></td><td>${escape(about)}</td></tr>`)
      .join('')}</table><h2>Charges</h2><table><tr>${head.map((name) => `<th>${name}</th>`).join('')}</tr>${rows.join(
      '',
    )}</table>`,
  );
}
