import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createOpenApi } from '@arcade/contracts/openapi';
import { Router } from 'express';

const initializer = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: true });
};`;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Arcade API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/initializer.js"></script>
  </body>
</html>`;

/** `/openapi.json` and `/docs`, a self-hosted Swagger UI. */
export function docsRoutes(publicUrl: string): Router {
  const router = Router();
  const document = JSON.stringify(createOpenApi(publicUrl));
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  router.get('/openapi.json', (_req, res) => void res.type('application/json').send(document));
  router.get('/docs', (_req, res) => void res.type('text/html').send(page));
  router.get('/docs/initializer.js', (_req, res) => void res.type('text/javascript').send(initializer));
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) {
    router.get(`/docs/${file}`, (_req, res) => res.sendFile(join(assets, file), { maxAge: '1h' }));
  }
  return router;
}
