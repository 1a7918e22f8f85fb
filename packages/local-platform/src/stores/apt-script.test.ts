import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const script = join(import.meta.dirname, '../../scripts/apt-install.sh');
let dir: string;
let policy: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'apt-script-'));
  policy = join(dir, 'policy-rc.d');
  await mkdir(join(dir, 'bin'));
  await program('dpkg-query', '');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const program = (name: string, body: string) =>
  writeFile(join(dir, 'bin', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });

/** An apt-get of ours: it records its arguments and the policy it sees, then behaves as told. */
const apt = (behaviour: string) =>
  program(
    'apt-get',
    `echo "$*" >>"${dir}/calls"; cat "${policy}" >"${dir}/seen" 2>/dev/null; sh "${policy}"; echo $? >>"${dir}/seen"\n${behaviour}`,
  );

function install(...packages: string[]) {
  const env = {
    PATH: `${join(dir, 'bin')}${delimiter}/usr/bin${delimiter}/bin`,
    ARCADE_POLICY_FILE: policy,
    ARCADE_APT_LOCK: join(dir, 'lock'),
    ARCADE_APT_PAUSE: '0.05',
    ARCADE_APT_WAIT: '5',
  };
  const child = spawn('sh', [script, ...packages], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  return { child, ended };
}
const calls = async () => (await readFile(join(dir, 'calls'), 'utf8')).trim().split('\n');

describe('apt-install.sh', () => {
  it('denies starts while apt works, and not afterwards', async () => {
    await apt('exit 0');
    expect((await install('redis-server', 'mariadb-server').ended).code).toBe(0);
    expect(await readFile(join(dir, 'seen'), 'utf8')).toMatch(/exit 101\n101\n$/);
    expect(existsSync(policy)).toBe(false);
    expect(await calls()).toEqual([
      expect.stringMatching(/install -y --no-install-recommends --no-upgrade .*redis-server mariadb-server$/),
    ]);
  });

  it("puts somebody else's policy back, also when apt fails", async () => {
    await writeFile(policy, '#!/bin/sh\nexit 0 # theirs\n');
    await apt('echo "E: broken"; exit 100');
    expect((await install('redis-server').ended).code).toBe(100);
    expect(await readFile(join(dir, 'seen'), 'utf8')).toMatch(/101\n$/);
    expect(await readFile(policy, 'utf8')).toContain('theirs');
  });

  it('cleans up after a run that was killed', async () => {
    await writeFile(policy, '#!/bin/sh\n# made by Arcade while it installs packages\nexit 101\n');
    await writeFile(`${policy}.before-arcade`, 'theirs\n');
    await apt('exit 0');
    expect((await install('redis-server').ended).code).toBe(0);
    expect(await readFile(policy, 'utf8')).toBe('theirs\n');
  });

  it('cleans up when it is told to end', async () => {
    await apt('sleep 1; exit 0');
    const { child, ended } = install('redis-server');
    while (!existsSync(join(dir, 'calls'))) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
    expect(existsSync(policy)).toBe(false);
  });

  it('refreshes a stale list once and tries again', async () => {
    await apt(`case "$*" in *update*) touch "${dir}/fresh";; esac
      [ -e "${dir}/fresh" ] && exit 0; echo "E: Unable to locate package redis-server"; exit 100`);
    const { code, output } = await install('redis-server').ended;
    expect(code).toBe(0);
    expect(output).toContain('arcade: refreshing the list of packages');
    expect((await calls()).map((call) => /update|install/.exec(call)?.[0])).toEqual(['install', 'update', 'install']);
  });

  it('waits, and says so, while another apt holds the lock', async () => {
    await apt(
      `[ $(wc -l <"${dir}/calls") -ge 3 ] && exit 0; echo "E: Could not get lock /var/lib/apt/lists/lock"; exit 100`,
    );
    const { code, output } = await install('redis-server').ended;
    expect(code).toBe(0);
    expect(output).toContain('arcade: another apt is at work');
    expect(await calls()).toHaveLength(3);
  });

  it('finishes an installation that was interrupted', async () => {
    await program('dpkg', `echo "$*" >>"${dir}/dpkg"`);
    await apt(
      `[ -e "${dir}/dpkg" ] && exit 0; echo "E: dpkg was interrupted, you must manually run 'dpkg --configure -a'"; exit 100`,
    );
    expect((await install('redis-server').ended).code).toBe(0);
    expect(await readFile(join(dir, 'dpkg'), 'utf8')).toContain('--configure -a');
  });
});
