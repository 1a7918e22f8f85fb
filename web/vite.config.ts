import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { precompress } from './precompress.ts';

const gateway = `http://localhost:${process.env['ARCADE_PORT'] ?? '8080'}`;

/** What only some pages need, and much of it, has files of its own; what else is shared comes with the first page. */
const sharedFiles = [
  { name: 'regions', test: /addresses.src.(country-)?regions/ },
  { name: 'address-form', test: /address-(fields|form|book|draft)|check-address/ },
  { name: 'addresses', test: /packages.addresses|address-lines/ },
  { name: 'shared', test: /node_modules|packages|src.(shop|parts)/, minShareCount: 2 },
];

/** `npm run dev -w web` serves pages with reload and passes every other path to the running gateway. */
export default defineConfig({
  plugins: [preact(), precompress()],
  resolve: { conditions: ['development', 'module', 'browser'] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Tells the gateway which files a page needs, so that its document asks for them at once.
    manifest: true,
    modulePreload: { polyfill: false },
    // One small file of styles for all pages: none arrives late and moves what is shown.
    cssCodeSplit: false,
    // What several pages share comes once and in one file; a page then is two or three requests, not ten.
    rolldownOptions: { output: { codeSplitting: { groups: sharedFiles, includeDependenciesRecursively: false } } },
  },
  server: {
    port: 5173,
    proxy: {
      '^/(users|products|cart|inventory|orders|payments|events)': {
        target: gateway,
        changeOrigin: true,
        headers: { origin: gateway },
        bypass: (req) => (req.headers.accept?.startsWith('text/html') === true ? '/index.html' : undefined),
      },
    },
  },
});
