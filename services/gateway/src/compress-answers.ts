import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { codingOf, encode, minimumCoded, type Coding } from './coding.ts';

const compressible = /^(?:text\/html|text\/css|text\/javascript|application\/(?:[\w.-]+\+)?(?:json|xml))/;
const maximumBytes = 1024 * 1024;
const maximumKept = 500;

/**
 * Compresses whole answers that are everybody's: the catalogue, documents and pages. What is somebody's is not, because
 * the length of a compressed answer tells of secrets beside text that a stranger has chosen (BREACH). An answer that is
 * given again is not compressed again. Streams go as they are.
 */
export function compressAnswers(): RequestHandler {
  const kept = new Map<string, Buffer>();
  const encoded = (body: Buffer, coding: Coding): Buffer => {
    const key = coding + createHash('sha1').update(body).digest('base64');
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= maximumKept) kept.clear();
    const made = encode(body, coding);
    kept.set(key, made);
    return made;
  };
  return (req, res, next) => {
    const end = res.end.bind(res) as (...args: unknown[]) => ServerResponse;
    res.end = ((chunk: unknown, ...rest: unknown[]) => {
      if (res.headersSent || !mayCompress(res, chunk)) return end(chunk, ...rest);
      res.vary('Accept-Encoding');
      const coding = codingOf(req.headers['accept-encoding']);
      if (coding === undefined) return end(chunk, ...rest);
      const body = encoded(Buffer.from(chunk), coding);
      res.setHeader('content-encoding', coding);
      res.setHeader('content-length', body.length);
      weakenEtag(res);
      return end(body);
    }) as typeof res.end;
    next();
  };
}

function mayCompress(res: ServerResponse, chunk: unknown): chunk is string | Buffer {
  if (typeof chunk !== 'string' && !Buffer.isBuffer(chunk)) return false;
  if (chunk.length < minimumCoded || chunk.length > maximumBytes) return false;
  if (res.hasHeader('content-encoding') || res.hasHeader('set-cookie')) return false;
  if (/private|no-store|no-transform/.test(String(res.getHeader('cache-control') ?? ''))) return false;
  return compressible.test(String(res.getHeader('content-type') ?? ''));
}

/** Other bytes of the same thing: a strong tag would say that they are the same bytes. */
function weakenEtag(res: ServerResponse): void {
  const etag = res.getHeader('etag');
  if (typeof etag === 'string' && !etag.startsWith('W/')) res.setHeader('etag', `W/${etag}`);
}
