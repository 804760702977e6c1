export interface Claims {
  /** Notes whether a promise held, with the figure that shows it. */
  check(claim: string, holds: boolean, figure: string): void;
  /** Prints the list. Returns how many did not hold. */
  print(): number;
}

export function createClaims(say: (line: string) => void): Claims {
  const claims: { claim: string; holds: boolean; figure: string }[] = [];
  return {
    check: (claim, holds, figure) => {
      claims.push({ claim, holds, figure });
      say(`  ${holds ? 'held  ' : 'BROKEN'}  ${claim}: ${figure}`);
    },
    print: () => {
      const broken = claims.filter(({ holds }) => !holds);
      say(`\n${claims.length - broken.length} of ${claims.length} promises held.`);
      for (const { claim, figure } of broken) say(`BROKEN  ${claim}: ${figure}`);
      return broken.length;
    },
  };
}
