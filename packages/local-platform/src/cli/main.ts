import { clean } from './clean.ts';
import { dev } from './dev.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';

/** `start`, `stop`, `status`, `clean`, `dev <service>`; run from the repository's root. */
async function main([command = '', ...args]: readonly string[]): Promise<number> {
  const root = process.cwd();
  switch (command) {
    case 'start':
      return start({ root, foreground: args.includes('--foreground') });
    case 'stop':
      return stop(root);
    case 'status':
      return status(root, { json: args.includes('--json') });
    case 'clean':
      return clean(root, { cache: args.includes('--cache') });
    case 'dev':
      return dev(root, args[0] ?? '');
    default:
      console.error(`There is no command ${command}`);
      return 1;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
