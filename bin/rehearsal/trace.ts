import type { Dyno } from './dyno';
import type { Stage } from './stage';

const longestLine = 10_000; // bytes; Heroku splits what is longer

/** What a dyno leaves behind: figures and log lines. */
export function checkTrace({ claims, secrets }: Stage, dyno: Dyno): void {
  const memory = dyno.peakMemoryMb();
  claims.check(
    `${dyno.name} stays under 512 MB with all it starts`,
    memory < 512 && dyno.kills() === 0,
    `peak ${memory.toFixed(0)} MB, ${dyno.kills()} kills`,
  );
  const tasks = dyno.peakTasks();
  claims.check(`${dyno.name} stays under 256 processes and threads`, tasks < 256, `peak ${tasks}`);
  const verdict = judgeLog(dyno.lines(), secrets);
  claims.check(
    `${dyno.name} logs one short JSON line an entry, and no secret`,
    verdict.lines > 0 && verdict.others === 0 && verdict.secrets === 0,
    `${verdict.lines} lines, longest ${verdict.longest} bytes, ${verdict.others} others, ${verdict.secrets} with secrets`,
  );
}

export function judgeLog(lines: readonly string[], secrets: Iterable<string>) {
  const words = [...secrets];
  const sizes = lines.map((line) => Buffer.byteLength(line));
  return {
    lines: lines.length,
    longest: Math.max(0, ...sizes),
    others: lines.filter((line) => Buffer.byteLength(line) >= longestLine || !isJson(line)).length,
    secrets: lines.filter((line) => words.some((word) => line.includes(word))).length,
  };
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
