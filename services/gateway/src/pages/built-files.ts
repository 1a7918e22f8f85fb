import { extname } from 'node:path';
import express, { type RequestHandler, type Response } from 'express';

const compressible = /\.(js|css|svg|webmanifest)$/;
/** The build has written these beside each file; the smaller comes first. */
const endings = { br: '.br', gzip: '.gz' } as const;
const encodings = Object.keys(endings) as (keyof typeof endings)[];

/** Files of the built web app, compressed as the build has made them. Hashed names (`/assets`) are kept for ever. */
export function builtFiles(root: string): RequestHandler {
  const serve = express.static(root, { index: false, setHeaders });
  return (req, res, next) => {
    if (!compressible.test(req.path)) {
      serve(req, res, next);
      return;
    }
    res.vary('accept-encoding');
    const encoding = encodings.find((each) => req.acceptsEncodings(each) === each);
    const { url } = req;
    const plain = (error?: unknown) => {
      req.url = url;
      if (error === undefined) serve(req, res, next);
      else next(error);
    };
    if (encoding === undefined) {
      plain();
      return;
    }
    req.url = `${req.path}${endings[encoding]}`;
    serve(req, res, plain);
  };
}

function setHeaders(res: Response, file: string): void {
  const isHashed = res.req.path.startsWith('/assets/');
  res.setHeader('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'public, max-age=300');
  const encoding = encodings.find((each) => file.endsWith(endings[each]));
  if (encoding === undefined) return;
  res.setHeader('content-encoding', encoding);
  res.type(extname(file.slice(0, -endings[encoding].length)));
}
