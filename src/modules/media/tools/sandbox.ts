import { spawn } from 'node:child_process';
import type { Logger } from '../../../platform/observability';

export interface ToolLimits {
  addressSpaceBytes: number;
  cpuSeconds: number;
}

/** How much a tool that reads strangers' files is kept from on this machine. */
export interface Sandbox {
  /** `bwrap`: sees the system and one file; `unshare`: no network; `none`: flags and limits only. */
  isolation: 'bwrap' | 'unshare' | 'none';
  limitsResources: boolean;
  /** A tool is killed with the process that started it; otherwise it ends at its next write into a pipe nobody reads. */
  diesWithUs: boolean;
  /** The command line that runs `command` inside; `readable` are the only private paths it may see. */
  wrap(command: readonly string[], readable: readonly string[], limits: ToolLimits): string[];
}

const systemPaths = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc/ld.so.cache',
  '/etc/alternatives',
  '/app/.apt',
];

const bubble = [
  ...['bwrap', '--unshare-all', '--die-with-parent', '--new-session', '--proc', '/proc', '--dev', '/dev'],
  ...['--tmpfs', '/tmp', '--chdir', '/tmp'],
  ...systemPaths.flatMap((path) => ['--ro-bind-try', path, path]),
];
const withoutNetwork = ['unshare', '--user', '--map-root-user', '--net', '--'];
// After `unshare`, which changes credentials and with them forgets the wish.
const tiedToUs = ['setpriv', '--pdeathsig', 'KILL', '--'];

/**
 * Finds out once what this machine allows: user namespaces are not everywhere (containers, dynos), and a tool that lies
 * outside the system's folders is not seen from a sandbox.
 */
export async function detectSandbox(
  tools: readonly string[],
  environment: Readonly<Record<string, string>>,
  logger: Logger,
): Promise<Sandbox> {
  const runs = async (command: readonly string[]) => {
    const ran = tools.map((tool) => exitsWell([...command, tool, '-version'], environment));
    return (await Promise.all(ran)).every(Boolean);
  };
  const limitsResources = await runs(['prlimit', '--core=0', '--as=4000000000', '--']);
  const bwrapWorks = await runs([...bubble, '--']);
  const isolation = bwrapWorks ? 'bwrap' : (await runs(withoutNetwork)) ? 'unshare' : 'none';
  const outer = isolation === 'unshare' ? withoutNetwork : [];
  const diesWithUs = isolation === 'bwrap' || (await runs([...outer, ...tiedToUs]));
  logger.info({ isolation, limitsResources, diesWithUs }, 'Media tools run in a sandbox');
  return createSandbox(isolation, limitsResources, diesWithUs);
}

export function createSandbox(
  isolation: Sandbox['isolation'],
  limitsResources: boolean,
  diesWithUs: boolean = isolation === 'bwrap',
): Sandbox {
  return {
    isolation,
    limitsResources,
    diesWithUs,
    wrap: (command, readable, limits) => [
      ...(isolation === 'bwrap' ? [...bubble, ...readable.flatMap((path) => ['--ro-bind', path, path]), '--'] : []),
      ...(isolation === 'unshare' ? withoutNetwork : []),
      ...(isolation !== 'bwrap' && diesWithUs ? tiedToUs : []),
      ...(limitsResources ? resourceLimits(limits) : []),
      ...command,
    ],
  };
}

// Pipes are no files: a tool that may not grow any file can still answer. Between the two limits of processor time lies
// the signal that says what was used up; at the second one there is only SIGKILL.
function resourceLimits({ addressSpaceBytes, cpuSeconds }: ToolLimits): string[] {
  const cpu = `--cpu=${cpuSeconds}:${cpuSeconds + 5}`;
  return ['prlimit', '--core=0', '--fsize=0', `--as=${addressSpaceBytes}`, cpu, '--'];
}

function exitsWell([command = '', ...args]: readonly string[], environment: Readonly<Record<string, string>>) {
  return new Promise<boolean>((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', env: { ...environment }, timeout: 10_000 });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
