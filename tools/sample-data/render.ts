import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { anglesOf } from './angles.ts';
import { readCatalogue } from './catalogue.ts';
import type { Shot } from './studio.ts';

// Renders the photos of the sample catalogue: node --conditions=development tools/sample-data/render.ts [model …]

const here = new URL('.', import.meta.url);
const three = new URL('../../node_modules/three/', here);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('photos', here)) },
    size: { type: 'string', default: '1024' },
    lights: { type: 'string', default: '12' },
    /** Only these labels, separated by commas. */
    labels: { type: 'string' },
    /** Leaves photos that exist as they are. */
    missing: { type: 'boolean', default: false },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});

const page = `<!doctype html><link rel="icon" href="data:," /><script type="importmap">
{ "imports": { "three": "/three/build/three.module.js", "three/addons/": "/three/examples/jsm/" } }
</script><script type="module" src="/studio.ts"></script>`;

let takeShot: (pixels: Buffer) => void = () => {};

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const path = new URL(req.url ?? '/', 'http://studio').pathname;
  if (path === '/') return void res.setHeader('content-type', 'text/html').end(page);
  if (path === '/shot') {
    takeShot(await buffer(req));
    return void res.end();
  }
  const file = path.startsWith('/three/') ? new URL(path.slice(7), three) : new URL(path.slice(1), here);
  const text = await readFile(file, 'utf8');
  res.setHeader('content-type', 'text/javascript');
  res.end(path.endsWith('.ts') ? stripTypeScriptTypes(text) : text);
}

const server = createServer((req, res) => {
  answer(req, res).catch((error: unknown) => {
    res.statusCode = 404;
    res.end(String(error));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;

const browser = await chromium.launch({
  executablePath: values.chromium,
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});

async function photograph(shot: Shot): Promise<Buffer> {
  const pixels = new Promise<Buffer>((resolve) => (takeShot = resolve));
  await studio.evaluate((wanted) => (globalThis as unknown as Studio).photograph(wanted), shot);
  return await pixels;
}
interface Studio {
  photograph(shot: Shot): Promise<void>;
}

const studio = await browser.newPage();
studio.on('pageerror', (error) => process.stderr.write(`${error.message}\n`));
studio.on('console', (message) => {
  if (message.type() === 'error') process.stderr.write(`${message.text()}\n`);
});
await studio.goto(origin);
await studio.waitForFunction(() => 'photograph' in globalThis);

const size = Number(values.size);
const { products } = await readCatalogue();
for (const { model, photosAround } of products) {
  if (positionals.length > 0 && !positionals.includes(model)) continue;
  await mkdir(`${values.out}/${model}`, { recursive: true });
  for (const angle of anglesOf(photosAround)) {
    if (values.labels !== undefined && !values.labels.split(',').includes(angle.label)) continue;
    const file = `${values.out}/${model}/${angle.label}.webp`;
    if (values.missing && existsSync(file)) continue;
    const start = performance.now();
    const pixels = await photograph({ model, angle, size, lights: Number(values.lights) });
    const image = sharp(pixels, { raw: { width: size, height: size, channels: 4 } }).removeAlpha();
    const bytes = await image.webp({ quality: 90, effort: 6 }).toBuffer();
    await writeFile(file, bytes);
    const ms = Math.round(performance.now() - start);
    process.stdout.write(`${model} ${angle.label}: ${Math.round(bytes.length / 1024)} kB, ${ms} ms\n`);
  }
}
await browser.close();
server.close();
