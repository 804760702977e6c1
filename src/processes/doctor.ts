import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pause } from '../platform/resilience';
import type { Composition } from './compose';
import { examineGeo } from './doctor-geo';
import { examineStorage } from './doctor-storage';
import type { Finding } from './finding';

const run = promisify(execFile);
const connectWithinMs = 5_000;

/** What an operator wants to know first when something is wrong; prints no secret. */
export async function diagnose(composition: Composition): Promise<Finding[]> {
  const { config, platform } = composition;
  const { parts } = await settledReport(platform.health);
  return [
    ...Object.entries(parts).map(([check, state]) => ({ check, well: state === 'ok', says: state })),
    await durability(platform.db),
    ...(await examineStorage(composition)),
    await examineGeo(composition),
    await tool('ffmpeg', config.media.ffmpegPath),
    await tool('ffprobe', config.media.ffprobePath),
  ];
}

// Connections are made when they are first needed, so what fails at once may be well a moment later.
async function settledReport(health: Composition['platform']['health']) {
  const deadline = Date.now() + connectWithinMs;
  for (;;) {
    const report = await health.report();
    if (Object.values(report.parts).every((state) => state === 'ok') || Date.now() > deadline) return report;
    await pause(200);
  }
}

export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ well }) => well);
}

async function durability(db: Composition['platform']['db']): Promise<Finding> {
  const check = 'PostgreSQL keeps what it confirmed';
  try {
    const { rows } = await db.reader.raw<{ rows: { name: string; setting: string }[] }>(
      "select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')",
    );
    const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
    return { check, well: off.length === 0, says: off.length === 0 ? 'ok' : `${off.join(', ')} is off` };
  } catch (error) {
    return { check, well: false, says: (error as Error).message };
  }
}

async function tool(check: string, path: string): Promise<Finding> {
  try {
    const { stdout } = await run(path, ['-version'], { timeout: 10_000 });
    return { check, well: true, says: stdout.split('\n')[0] ?? '' };
  } catch {
    return { check, well: false, says: `${path} does not run; install ffmpeg or set its path` };
  }
}
