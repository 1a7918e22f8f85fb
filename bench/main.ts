import { addToCart } from './add-to-cart.ts';
import { productRead } from './product-read.ts';
import { purchase } from './purchase.ts';
import { withArcade } from './with-arcade.ts';

const benchmarks = { 'product-read': productRead, 'add-to-cart': addToCart, purchase } as const;

const usage = `Usage: npm run bench -- <name>…

Measures a private Arcade (.arcade/bench) on this machine; nothing else should be running. Afterwards the books are audited,
and a benchmark that left them wrong fails.

  product-read  a hot product through the gateway, beside a bare node:http server that answers the same bytes
  add-to-cart   guests add units of 200 products; each add holds stock
  purchase      customers add, order and pay until the order is confirmed
  all           the three of them
`;

const names = process.argv.slice(2).flatMap((name) => (name === 'all' ? Object.keys(benchmarks) : [name]));
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no benchmark ${unknown.join(', ')}.\n`);
  console.log(usage);
  process.exitCode = names.length === 0 || names.includes('--help') ? 0 : 2;
} else {
  await withArcade(async (arcade) => {
    for (const name of names) {
      console.log(`\n${name}`);
      console.table(await benchmarks[name as keyof typeof benchmarks](arcade));
      await arcade.audit();
      console.log('The books are right.');
    }
  });
}
