import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError, type PageName } from '@arcade/contracts';
import { renderHead, type Head } from './document-head.ts';

/** Files of the build, by the source they were made from. */
type Manifest = Readonly<Record<string, { readonly file: string; readonly imports?: readonly string[] }>>;

interface Build {
  readonly html: string;
  readonly manifest: Manifest;
  readonly builtAt: number;
}

/** A page's document: the built one, with what is to be said of this page. */
export interface PageShell {
  /** @throws DomainError not-found when the web app is not built */
  render(page: { readonly name: PageName | undefined; readonly head: Head; readonly summary: string }): Promise<string>;
}

/** Reads the build anew when it has changed. */
export function createPageShell(root: string): PageShell {
  let held: Promise<Build> | undefined;
  let heldSince = 0;
  const build = async (): Promise<Build> => {
    const { mtimeMs } = await stat(join(root, 'index.html')).catch(() => {
      throw new DomainError('not-found', 'The web app is not built: run npm run build:web');
    });
    if (held === undefined || mtimeMs !== heldSince) {
      heldSince = mtimeMs;
      held = readBuild(root, mtimeMs);
      held.catch(() => (held = undefined));
    }
    return await held;
  };
  return {
    async render({ name, head, summary }) {
      const { html, manifest } = await build();
      return html
        .replace(/<title>[^<]*<\/title>/, () => renderHead(head))
        .replace('</head>', () => `${preloads(manifest, name)}</head>`)
        .replace('<div id="app"></div>', () => `<div id="app">${unloaded(summary)}</div>`);
    },
  };
}

async function readBuild(root: string, builtAt: number): Promise<Build> {
  const html = await readFile(join(root, 'index.html'), 'utf8');
  const manifest = await readFile(join(root, '.vite/manifest.json'), 'utf8').catch(() => '{}');
  return { html, manifest: JSON.parse(manifest) as Manifest, builtAt };
}

/** Asks for the page's own part of the program together with the rest, not after it. */
function preloads(manifest: Manifest, name: PageName | undefined): string {
  const file = name === undefined ? undefined : manifest[`src/pages/${name}-page.tsx`]?.file;
  return file === undefined ? '' : `  <link rel="modulepreload" crossorigin href="/${file}" />\n  `;
}

/** Gives way to the program. It shows at once where no programs run, and after a while where this one did not come. */
const unloaded = (summary: string) => `
      <div class="unloaded">
      <p><a href="/">Arcade</a></p>
      ${summary}
      <noscript>
        <style>.unloaded { animation: none }</style>
        <p>To buy something here, switch JavaScript on in your browser.</p>
      </noscript>
      <p>If nothing else appears, <a href="">load the page again</a>.</p>
      </div>
    `;
