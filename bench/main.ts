import { parseArgs } from 'node:util';
import { openArcade, type BenchedArcade } from './benched-arcade.ts';
import { benchmarks } from './benchmarks.ts';
import type { Round } from './measure.ts';
import { checkOut } from './other-commit.ts';
import { printComparison, printFigures } from './report.ts';

const width = Math.max(...Object.keys(benchmarks).map((name) => name.length));
const usage = `Usage: npm run bench -- <name>…
       npm run bench -- compare <commit> <name>…

Measures a private Arcade (.arcade/bench) on this machine that begins with empty stores; nothing else should be running. \`compare\` runs this working tree and
a commit side by side, a round of each in turn, and prints the ratios. CPU is that of all stores, sidecars and services
together, an operation; the client's own is told apart. Afterwards the books are audited, and a benchmark that left them
wrong fails.

${Object.entries(benchmarks)
  .map(([name, { title }]) => `  ${name.padEnd(width)}  ${title}`)
  .join('\n')}
  ${'all'.padEnd(width)}  all of them

  --rounds <n>   how often each is measured, default 5
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } },
});
const isComparison = positionals[0] === 'compare';
const [commit] = isComparison ? positionals.slice(1) : [];
const names = positionals
  .slice(isComparison ? 2 : 0)
  .flatMap((name) => (name === 'all' ? Object.keys(benchmarks) : [name]));
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));
const rounds = Number(values.rounds);
const mistake = mistakeOf();

if (names.length === 0 || values.help || mistake !== undefined) {
  if (mistake !== undefined) console.error(`${mistake}\n`);
  console.log(usage);
  process.exitCode = mistake === undefined ? 0 : 2;
} else if (commit === undefined) {
  await alone();
} else {
  await sideBySide(commit);
}

function mistakeOf(): string | undefined {
  if (unknown.length > 0) return `There is no benchmark ${unknown.join(', ')}.`;
  if (!Number.isInteger(rounds) || rounds < 1) return `--rounds ${values.rounds} is no number of rounds.`;
  return isComparison && names.length === 0 ? 'Say what to compare with, and which benchmarks.' : undefined;
}

async function alone(): Promise<void> {
  const arcade = await openArcade();
  try {
    for (const name of names) {
      console.log(`\n${name}`);
      const [measured = []] = await takeTurns(name, [arcade]);
      printFigures(measured);
      await auditAll([arcade]);
    }
  } finally {
    await arcade.stop();
  }
}

async function sideBySide(other: string): Promise<void> {
  // First, for it is refused while another benchmark runs.
  const running = [await openArcade()];
  try {
    const { root, name: otherName } = await checkOut(other);
    running.push(await openArcade(root));
    for (const name of names) {
      console.log(`\n${name}: this working tree beside ${otherName}`);
      const [ours = [], theirs = []] = await takeTurns(name, running);
      printComparison(ours, theirs);
      await auditAll(running);
    }
  } finally {
    await Promise.all(running.map((arcade) => arcade.stop()));
  }
}

/** The rounds of each Arcade; who begins changes from turn to turn. */
async function takeTurns(name: string, arcades: readonly BenchedArcade[]): Promise<Round[][]> {
  const benchmark = benchmarks[name];
  if (benchmark === undefined) return [];
  const prepared = [];
  for (const arcade of arcades) prepared.push(await benchmark.prepare(arcade));
  const measured = arcades.map((): Round[] => []);
  for (let turn = 0; turn < rounds; turn++) {
    const order = [...prepared.keys()];
    for (const index of turn % 2 === 0 ? order : order.toReversed()) {
      const round = await prepared[index]?.round();
      if (round !== undefined) measured[index]?.push(round);
    }
    process.stderr.write(`  round ${turn + 1} of ${rounds}\r`);
  }
  for (const { close } of prepared) close?.();
  return measured;
}

async function auditAll(arcades: readonly BenchedArcade[]): Promise<void> {
  for (const arcade of arcades) await arcade.audit();
  console.log('The books are right.');
}
