import type { IncomingMessage } from 'node:http';

/** A person's browser asks for a page, not for data: paths of the web app and of the API are the same. */
export const wantsPage = (req: IncomingMessage): boolean =>
  (req.method === 'GET' || req.method === 'HEAD') && (req.headers.accept ?? '').startsWith('text/html');
