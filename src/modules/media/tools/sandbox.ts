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
  logger.info({ isolation, limitsResources }, 'Media tools run in a sandbox');
  return createSandbox(isolation, limitsResources);
}

export function createSandbox(isolation: Sandbox['isolation'], limitsResources: boolean): Sandbox {
  return {
    isolation,
    limitsResources,
    wrap: (command, readable, limits) => [
      ...(isolation === 'bwrap' ? [...bubble, ...readable.flatMap((path) => ['--ro-bind', path, path]), '--'] : []),
      ...(isolation === 'unshare' ? withoutNetwork : []),
      ...(limitsResources ? resourceLimits(limits) : []),
      ...command,
    ],
  };
}

// Pipes are no files: a tool that may not grow any file can still answer.
function resourceLimits({ addressSpaceBytes, cpuSeconds }: ToolLimits): string[] {
  return ['prlimit', '--core=0', '--fsize=0', `--as=${addressSpaceBytes}`, `--cpu=${cpuSeconds}`, '--'];
}

function exitsWell([command = '', ...args]: readonly string[], environment: Readonly<Record<string, string>>) {
  return new Promise<boolean>((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', env: { ...environment }, timeout: 10_000 });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
