import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';

const gateway = `http://localhost:${process.env['ARCADE_PORT'] ?? '8080'}`;

/** `npm run dev -w web` serves pages with reload and passes every other path to the running gateway. */
export default defineConfig({
  plugins: [preact()],
  resolve: { conditions: ['development', 'module', 'browser'] },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
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
