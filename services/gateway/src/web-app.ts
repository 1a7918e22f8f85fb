import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@arcade/contracts';
import express, { Router } from 'express';
import { wantsPage } from './wants-page.ts';

/** The built web app: hashed assets for ever, its one page for every path that a person opens. */
export function webAppRoutes(root: string): Router {
  const router = Router();
  const page = join(root, 'index.html');
  router.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  router.use(express.static(root, { index: false, maxAge: '5m' }));
  router.use((req, res, next) => {
    if (!wantsPage(req)) {
      next();
      return;
    }
    if (!existsSync(page)) throw new DomainError('not-found', 'The web app is not built: run npm run build:web');
    res.vary('accept').sendFile(page, { headers: { 'cache-control': 'no-cache' } });
  });
  return router;
}
