/** Things that are answered alike, by their places in the list asked for. */
export type Group = readonly number[];

/** Groups what has the same answers, in the order in which each comes first. */
export function alike(count: number, answersOf: (index: number) => unknown): Group[] {
  const groups = new Map<string, number[]>();
  for (let index = 0; index < count; index++) {
    const key = JSON.stringify(answersOf(index));
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()];
}

export interface Section {
  viewers: Group;
  rows: readonly { countries: Group; answers: readonly number[] }[];
}

/** One video's cells, `[viewer][country][instant]`: viewers answered alike are one section, countries one row. */
export function sectionsOf(cells: readonly (readonly (readonly number[])[])[]): Section[] {
  return alike(cells.length, (viewer) => cells[viewer]).map((viewers) => {
    const rows = cells[viewers[0] ?? 0] ?? [];
    const groups = alike(rows.length, (country) => rows[country]);
    return {
      viewers,
      rows: groups.map((countries) => ({ countries, answers: rows[countries[0] ?? 0] ?? [] })),
    };
  });
}
